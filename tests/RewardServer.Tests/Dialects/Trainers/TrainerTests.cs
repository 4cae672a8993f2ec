using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Dialects.Trainers;

/// <summary>slime, LLaMA-Factory, NIM, openr and ms-swift.</summary>
[Collection(BundledServer.Collection)]
public sealed class TrainerTests(BundledServer bundled)
{
    private const string Problem = "Tom has 3 apples and buys 4 more. How many has he?";
    private const string Response = "Tom starts with 3.\n\nHe has 3 + 4 = 7.";

    [Fact]
    public async Task Slime_reads_a_bare_number()
    {
        foreach (var captured in CapturedRequests.Of("slime"))
        {
            var response = await CapturedRequests.SendAsync(bundled.Server, captured);
            Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, body);
            Assert.Equal(await bundled.ScoreAsync("arith-orm", "p", "r"), float.Parse(body, CultureInfo.InvariantCulture));
            Assert.Equal("label", Assert.Single(response.Headers.GetValues("x-ignored-fields")));
        }
    }

    [Fact]
    public async Task Slime_can_have_an_object()
    {
        var chat = new JsonArray(new JsonObject { ["role"] = "system", ["content"] = "Be brief." }, new JsonObject { ["role"] = "user", ["content"] = Problem });
        var body = new JsonObject { ["prompt"] = chat, ["response"] = Response, ["label"] = "7", ["model"] = "arith-prm" };
        var (reply, _) = await bundled.PostAsync("/reward?reply=object", body.ToJsonString());
        var native = await bundled.NativeAsync("arith-prm", Problem, Response);
        Assert.Equal(native["score"]!.GetValue<float>(), reply["score"]!.GetValue<float>());
        Assert.Equal(native["steps"]!.AsArray().Select(step => step!["score"]!.GetValue<float>()), BundledServer.Floats(reply["step_scores"]));
        Assert.Equal("correct", reply["verdict"]!.GetValue<string>());
    }

    [Fact]
    public async Task Slime_prompts_that_are_rendered_are_the_beginning_of_a_whole_input()
    {
        // The step tag is the one control token of this tokenizer.
        var (reply, _) = await bundled.PostAsync("/reward", new JsonObject { ["prompt"] = "<extra_0>" + Problem, ["response"] = "He has 7." }.ToJsonString());
        var (whole, _) = await bundled.PostAsync("/get_reward", new JsonObject { ["query"] = new JsonArray("<extra_0>" + Problem + "He has 7.") }.ToJsonString());
        Assert.Equal(whole["rewards"]![0]!.GetValue<float>(), reply.GetValue<float>());
        await bundled.PostAsync("/reward", new JsonObject { ["prompt"] = "<extra_0>" + Problem, ["response"] = "r", ["model"] = "arith-prm" }.ToJsonString(), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Llama_factory_reads_scores()
    {
        var query = $"{Problem}\nHe has 7.<extra_0>";
        var (reply, _) = await bundled.PostAsync("/v1/score/evaluation", new JsonObject { ["model"] = "model", ["messages"] = new JsonArray(query, "a") }.ToJsonString());
        Assert.Equal(["id", "object", "model", "scores"], reply.AsObject().Select(field => field.Key));
        Assert.StartsWith("scoreval-", reply["id"]!.GetValue<string>());
        Assert.Equal(("score.evaluation", "model"), (reply["object"]!.GetValue<string>(), reply["model"]!.GetValue<string>()));
        Assert.Equal(await bundled.ScoreAsync("arith-orm", Problem, "He has 7."), reply["scores"]![0]!.GetValue<float>());

        var (cut, response) = await bundled.PostAsync("/v1/score/evaluation", new JsonObject { ["messages"] = new JsonArray(query, "a"), ["max_length"] = 8 }.ToJsonString());
        Assert.Equal("1", Assert.Single(response.Headers.GetValues("x-truncated")));
        Assert.Equal(reply["scores"]![1]!.GetValue<float>(), cut["scores"]![1]!.GetValue<float>());
    }

    [Fact]
    public async Task Llama_factory_refuses_a_model_that_writes()
    {
        await using var server = await TestServer.StartAsync(("Models:Folder", TestModels.Writing), ("Models:Default", "gen-rm"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await server.PostToAsync("/v1/score/evaluation", """{"model":"model","messages":["a"]}""")).StatusCode);
    }

    [Fact]
    public async Task Nim_ranks_passages()
    {
        var body = new JsonObject { ["model"] = "arith-prm", ["query"] = new JsonObject { ["text"] = Problem }, ["passages"] = new JsonArray(new JsonObject { ["text"] = "He has 9." }, new JsonObject { ["text"] = Response }), ["truncate"] = "END" };
        var (reply, _) = await bundled.PostAsync("/v1/ranking", body.ToJsonString());
        Assert.Equal(
            new[] { (await bundled.ScoreAsync("arith-prm", Problem, "He has 9."), 0), (await bundled.ScoreAsync("arith-prm", Problem, Response), 1) }.OrderByDescending(passage => passage.Item1),
            reply["rankings"]!.AsArray().Select(passage => (passage!["logit"]!.GetValue<float>(), passage["index"]!.GetValue<int>())));
        Assert.True(reply["usage"]!["total_tokens"]!.GetValue<int>() > 0);
    }

    [Fact]
    public async Task Openr_finds_its_worker_and_reads_a_value_a_step()
    {
        var (found, _) = await bundled.PostAsync("/openr/get_worker_address", """{"model":"arith-prm"}""");
        var address = found["address"]!.GetValue<string>();
        Assert.Equal(new Uri(bundled.Server.Http.BaseAddress!, "openr").ToString(), address);
        var (nowhere, _) = await bundled.PostAsync("/get_worker_address", """{"model":"none"}""");
        Assert.Equal("", nowhere["address"]!.GetValue<string>());

        const string Text = Problem + "\nTom starts with 3.<extra_0>He has 3 + 4 = 7.<extra_0>";
        var body = new JsonObject { ["input_str"] = new JsonArray(Text, "a<extra_0>"), ["model"] = "arith-prm" };
        var (reply, _) = await bundled.PostAsync(new Uri(address).AbsolutePath + "/worker_value_inference", body.ToJsonString());
        Assert.Equal(Text, reply["input"]![0]!.GetValue<string>());
        Assert.Equal((await bundled.NativeAsync("arith-prm", Problem, Response))["steps"]!.AsArray().Select(step => step!["score"]!.GetValue<float>()), BundledServer.Floats(reply["value"]![0]));
        Assert.Single(BundledServer.Floats(reply["value"]![1]));
    }

    [Fact]
    public async Task Swift_reads_the_score_as_text()
    {
        JsonObject Body(string model) => new()
        {
            ["model"] = model,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = Problem }, new JsonObject { ["role"] = "assistant", ["content"] = Response }),
            ["temperature"] = 0,
        };
        var (outcome, response) = await bundled.PostAsync("/v1/chat/completions", Body("arith-orm").ToJsonString());
        Assert.Equal(await bundled.ScoreAsync("arith-orm", Problem, Response), float.Parse(Content(outcome), CultureInfo.InvariantCulture));
        Assert.Equal("temperature", Assert.Single(response.Headers.GetValues("x-ignored-fields")));
        var (process, _) = await bundled.PostAsync("/v1/chat/completions", Body("arith-prm").ToJsonString());
        Assert.Equal((await bundled.NativeAsync("arith-prm", Problem, Response))["steps"]!.AsArray().Select(step => step!["score"]!.GetValue<float>()), BundledServer.Floats(JsonNode.Parse(Content(process))));

        var template = Body("arith-orm");
        template["chat_template"] = "{{ messages }}";
        await bundled.PostAsync("/v1/chat/completions", template.ToJsonString(), HttpStatusCode.BadRequest);

        static string Content(JsonNode reply) => reply["choices"]![0]!["message"]!["content"]!.GetValue<string>();
    }

    [Theory]
    [InlineData("/reward", """{"response":"r"}""", "detail")]
    [InlineData("/reward", """{"prompt":"p","response":""}""", "detail")]
    [InlineData("/reward?reply=list", """{"prompt":"p","response":"r"}""", "detail")]
    [InlineData("/reward", """{"prompt":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}],"response":"r"}""", "detail")]
    [InlineData("/v1/score/evaluation", """{"messages":[]}""", "detail")]
    [InlineData("/v1/score/evaluation", """{"messages":["a"],"model":"arith-prm"}""", "detail")]
    [InlineData("/v1/ranking", """{"query":{"text":"q"},"passages":[]}""", "object")]
    [InlineData("/v1/ranking", """{"query":{"text":"q"},"passages":[{"text":""}]}""", "object")]
    [InlineData("/v1/ranking", """{"query":{"text":"q"},"passages":[{"text":"a"}],"truncate":"START"}""", "object")]
    [InlineData("/worker_value_inference", """{"input_str":[]}""", "detail")]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":"a"}]}""", "error")]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"stream":true}""", "error")]
    public async Task Errors_have_their_shapes(string path, string json, string field)
    {
        var (error, _) = await bundled.PostAsync(path, json, HttpStatusCode.BadRequest);
        Assert.Equal(field, error.AsObject().First().Key);
    }
}
