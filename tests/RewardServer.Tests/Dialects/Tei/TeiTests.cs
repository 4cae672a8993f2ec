using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Dialects.Tei;

[Collection(BundledServer.Collection)]
public sealed class TeiTests(BundledServer bundled)
{
    private const string Problem = "Tom has 3 apples and buys 4 more. How many has he?";

    [Fact]
    public async Task A_flat_list_of_two_is_one_pair()
    {
        var (pair, _) = await bundled.PostAsync("/predict", $$"""{"inputs":["{{Problem}}","He has 7."],"raw_scores":true}""");
        var label = Assert.Single(pair.AsArray())!;
        Assert.Equal("LABEL_0", label["label"]!.GetValue<string>());
        Assert.Equal(await bundled.ScoreAsync("arith-orm", Problem, "He has 7."), label["score"]!.GetValue<float>());

        // The same texts as a batch are two inputs.
        var (batch, _) = await bundled.PostAsync("/predict", $$"""{"inputs":[["{{Problem}}"],["He has 7."]]}""");
        Assert.Equal([1, 1], batch.AsArray().Select(labels => labels!.AsArray().Count));
    }

    [Fact]
    public async Task One_logit_gets_a_sigmoid_and_raw_scores_none()
    {
        var raw = await ScoresAsync("""{"inputs":"I like you.","raw_scores":true}""");
        var activated = await ScoresAsync("""{"inputs":["I like you."]}""");
        Assert.Equal((float)(1 / (1 + Math.Exp(-(double)Assert.Single(raw)))), Assert.Single(activated));
    }

    [Fact]
    public async Task Batches_may_mix_texts_and_pairs()
    {
        var (batch, response) = await bundled.PostAsync("/predict", $$"""{"inputs":[["I like you."],["{{Problem}}","He has 7."],["I hate pineapples"]]}""");
        Assert.Equal(Assert.Single(await ScoresAsync("""{"inputs":"I like you."}""")), Score(batch[0]![0]));
        Assert.Equal(Assert.Single(await ScoresAsync($$"""{"inputs":["{{Problem}}","He has 7."]}""")), Score(batch[1]![0]));
        Assert.Equal(Assert.Single(await ScoresAsync("""{"inputs":"I hate pineapples"}""")), Score(batch[2]![0]));
        foreach (var header in new[] { "x-compute-tokens", "x-compute-characters", "x-total-time", "x-tokenization-time", "x-queue-time", "x-inference-time" })
            Assert.True(int.TryParse(Assert.Single(response.Headers.GetValues(header)), out var _), header);
        Assert.Equal("cpu", Assert.Single(response.Headers.GetValues("x-compute-type")));
    }

    [Fact]
    public async Task Labels_come_by_falling_score()
    {
        await using var server = await TestServer.StartAsync(("Models:Folder", TestModels.Comparing), ("Models:Default", "outcome"));
        foreach (var inputs in new[] { "\"some text\"", """["a problem","a response"]""" })
        {
            var response = await server.PostToAsync("/predict", $$"""{"inputs":{{inputs}}}""");
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, body);
            var labels = JsonNode.Parse(body)!.AsArray();
            Assert.Equal(["LABEL_0", "LABEL_1"], labels.Select(label => label!["label"]!.GetValue<string>()).Order());
            Assert.True(Score(labels[0]) >= Score(labels[1]));
            Assert.Equal(1, Score(labels[0]) + Score(labels[1]), 1e-6);
        }
    }

    [Fact]
    public async Task Too_long_is_cut_and_told_unless_the_client_forbids_it()
    {
        var text = string.Concat(Enumerable.Repeat("12345 ", 2000));
        var (reply, response) = await bundled.PostAsync("/predict", $$"""{"inputs":[["{{text}}"],["short"],["{{Problem}}","{{text}}"]]}""");
        Assert.Equal("2", Assert.Single(response.Headers.GetValues("x-truncated")));
        Assert.Equal(3, reply.AsArray().Count);
        var (error, _) = await bundled.PostAsync("/predict", $$"""{"inputs":"{{text}}","truncate":false}""", HttpStatusCode.UnprocessableEntity);
        Assert.Equal("Validation", error["error_type"]!.GetValue<string>());
        var (left, _) = await bundled.PostAsync("/predict", $$"""{"inputs":"{{text}} 7","truncation_direction":"Left"}""");
        var (right, _) = await bundled.PostAsync("/predict", $$"""{"inputs":"{{text}} 7","truncation_direction":"right"}""");
        Assert.NotEqual(Score(left[0]), Score(right[0]));
    }

    [Fact]
    public async Task Texts_are_ranked_by_the_score_of_the_native_api()
    {
        string[] texts = ["He has 9.", "He has 7.", "He has 7 apples."];
        var body = new JsonObject { ["query"] = Problem, ["texts"] = new JsonArray([.. texts.Select(text => (JsonNode)text)]), ["raw_scores"] = true, ["return_text"] = true };
        var (ranks, _) = await bundled.PostAsync("/rerank", body.ToJsonString());
        var native = new List<(float Score, int Index)>();
        for (var i = 0; i < texts.Length; i++)
            native.Add((await bundled.ScoreAsync("arith-orm", Problem, texts[i]), i));
        Assert.Equal(
            native.OrderByDescending(text => text.Score).Select(text => (text.Score, text.Index, texts[text.Index])),
            ranks.AsArray().Select(rank => (Score(rank), rank!["index"]!.GetValue<int>(), rank["text"]!.GetValue<string>())));

        body["model"] = "arith-prm";
        body["return_text"] = false;
        var (steps, _) = await bundled.PostAsync("/v1/rerank", body.ToJsonString());
        Assert.Equal(["index", "score"], steps[0]!.AsObject().Select(field => field.Key));
        Assert.Equal(await bundled.ScoreAsync("arith-prm", Problem, texts[steps[0]!["index"]!.GetValue<int>()]), Score(steps[0]));
    }

    [Fact]
    public async Task Documented_requests_are_answered()
    {
        var answered = 0;
        foreach (var pair in CapturedRequests.Read("tei.jsonl"))
        {
            var (path, request) = (pair["request"]!["path"]!.GetValue<string>(), pair["request"]!["body"]);
            if (path is not ("/predict" or "/rerank"))
                continue;
            var (reply, _) = await bundled.PostAsync(path, request!.ToJsonString());
            var first = path == "/predict" && request["inputs"] is JsonArray ? reply[0]![0]! : reply[0]!;
            Assert.Equal(path == "/predict" ? ["score", "label"] : ["index", "score"], first.AsObject().Select(field => field.Key));
            answered++;
        }
        Assert.Equal(5, answered);
    }

    [Theory]
    [InlineData("/predict", "{", 400, "Validation")]
    [InlineData("/predict", """{"inputs":[]}""", 400, "Empty")]
    [InlineData("/predict", """{"inputs":""}""", 400, "Empty")]
    [InlineData("/predict", """{"inputs":["a","b","c"]}""", 422, "Validation")]
    [InlineData("/predict", """{"inputs":[["a","b","c"]]}""", 422, "Validation")]
    [InlineData("/predict", """{"inputs":[["a"],"b"]}""", 422, "Validation")]
    [InlineData("/predict", """{"inputs":5}""", 422, "Validation")]
    [InlineData("/tei/predict", """{}""", 422, "Validation")]
    [InlineData("/predict", """{"inputs":"a","truncation_direction":"up"}""", 422, "Validation")]
    [InlineData("/predict", """{"inputs":"a","model":"arith-prm"}""", 424, "Backend")]
    [InlineData("/predict", """{"inputs":"a","model":"none"}""", 404, "Validation")]
    [InlineData("/rerank", """{"query":"q","texts":[]}""", 400, "Empty")]
    [InlineData("/rerank", """{"query":"","texts":["a"]}""", 400, "Empty")]
    [InlineData("/rerank", """{"texts":["a"]}""", 422, "Validation")]
    [InlineData("/tokenize", """{"inputs":[]}""", 400, "Empty")]
    [InlineData("/decode", """{"ids":[99999999]}""", 422, "Validation")]
    [InlineData("/decode", """{"ids":["a"]}""", 422, "Validation")]
    public async Task Errors_have_its_shape_and_codes(string path, string json, int status, string type)
    {
        var (error, _) = await bundled.PostAsync(path, json, (HttpStatusCode)status);
        Assert.Equal(["error", "error_type"], error.AsObject().Select(field => field.Key));
        Assert.Equal(type, error["error_type"]!.GetValue<string>());
    }

    [Fact]
    public async Task More_texts_than_a_call_may_have_are_refused_before_any_work()
    {
        var texts = new JsonArray([.. Enumerable.Repeat("a", 1025).Select(text => (JsonNode)text)]);
        await bundled.PostAsync("/rerank", new JsonObject { ["query"] = "q", ["texts"] = texts }.ToJsonString(), HttpStatusCode.UnprocessableEntity);
        var batch = new JsonArray([.. Enumerable.Range(0, 1025).Select(_ => (JsonNode)new JsonArray("a"))]);
        await bundled.PostAsync("/predict", new JsonObject { ["inputs"] = batch }.ToJsonString(), HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_busy_server_is_overloaded()
    {
        var (server, engine) = await TestServer.StartGatedAsync(("Server:MaxPendingTokens", "1"));
        await using var _ = server;
        var busy = server.PostAsync(Bodies.Valid);
        await engine.WhenEnteredAsync();
        var response = await server.PostToAsync("/tei/rerank", """{"query":"q","texts":["a"]}""");
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal("Overloaded", JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["error_type"]!.GetValue<string>());
        Assert.NotNull(response.Headers.RetryAfter);
        engine.Open();
        await busy;
    }

    [Fact]
    public async Task Info_describes_the_model()
    {
        var info = await bundled.GetAsync("/info");
        Assert.Equal(("arith-orm", "float32", 1024), (info["model_id"]!.GetValue<string>(), info["model_dtype"]!.GetValue<string>(), info["max_input_length"]!.GetValue<int>()));
        Assert.Equal("""{"reranker":{"id2label":{"0":"LABEL_0"},"label2id":{"LABEL_0":0}}}""", info["model_type"]!.ToJsonString());
        Assert.Equal(
            ["model_id", "model_sha", "model_dtype", "served_model_name", "model_type", "max_concurrent_requests", "max_input_length", "max_batch_tokens", "max_batch_requests", "max_client_batch_size", "auto_truncate", "tokenization_workers", "version", "sha", "docker_label"],
            info.AsObject().Select(field => field.Key));
        Assert.Equal("arith-prm", (await bundled.GetAsync("/tei/info?model=arith-prm"))["model_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Tokens_go_there_and_back()
    {
        const string Text = "What is 𝔸 + 12?";
        var (lists, _) = await bundled.PostAsync("/tokenize", new JsonObject { ["inputs"] = new JsonArray(Text, "b") }.ToJsonString());
        var tokens = lists[0]!.AsArray();
        Assert.Equal(["id", "text", "special", "start", "stop"], tokens[0]!.AsObject().Select(field => field.Key));
        Assert.Equal(0, tokens.First(token => token!["start"] is not null)!["start"]!.GetValue<int>());
        Assert.Equal(Text.EnumerateRunes().Count(), tokens.Last(token => token!["stop"] is not null)!["stop"]!.GetValue<int>());
        var ids = new JsonArray([.. tokens.Select(token => (JsonNode)token!["id"]!.GetValue<int>())]);
        var (texts, _) = await bundled.PostAsync("/decode", new JsonObject { ["ids"] = new JsonArray(ids) }.ToJsonString());
        Assert.Equal(Text, Assert.Single(texts.AsArray())!.GetValue<string>());
    }

    private static float Score(JsonNode? prediction) => prediction!["score"]!.GetValue<float>();

    private async Task<float[]> ScoresAsync(string json) => [.. (await bundled.PostAsync("/predict", json)).Body.AsArray().Select(Score)];
}
