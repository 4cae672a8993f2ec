extern alias client;
using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Models;
using RewardServer.Tests.Support;
using Proto = client::Reward.V1;

namespace RewardServer.Tests.Generative;

public sealed class GenerativeScoringTests : IAsyncLifetime
{
    private TestServer? _server;

    private TestServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(("Models:Folder", TestModels.Writing), ("Models:Default", "gen-rm"));

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();

    private static JsonObject Call(string model, params JsonObject[] trajectories) =>
        new() { ["model"] = model, ["trajectories"] = new JsonArray([.. trajectories]) };

    private static JsonObject Sum(int i) => Bodies.Trajectory($"What is {i} + 3?", $"{i} + 3 = {i + 3}", $"The answer is {i + 3}.");

    private async Task<string> FailAsync(JsonObject body, HttpStatusCode expected)
    {
        var response = await Server.PostAsync(body.ToJsonString());
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == expected, $"{response.StatusCode}: {text}");
        return text;
    }

    [Fact]
    public async Task The_share_of_yes_is_the_score_and_the_reply_says_how_it_came_about()
    {
        var reply = await Server.ScoreAsync(Call("gen-rm", Sum(2)).ToJsonString());
        var result = reply["results"]![0]!;
        var sample = Assert.Single(result["verification"]!["samples"]!.AsArray())!;
        var score = result["score"]!.GetValue<float>();
        Assert.InRange(score, 1e-6f, 0.5f);
        Assert.Equal(score, sample["probability"]!.GetValue<float>());
        Assert.Equal(("incorrect", 0), (sample["verdict"]!.GetValue<string>(), sample["generated_tokens"]!.GetValue<int>()));
        Assert.Empty(result["steps"]!.AsArray());
        Assert.Null(sample["text"]);
        Assert.False(result["verification"]!["decided_early"]!.GetValue<bool>());
        Assert.Equal(0, result["usage"]!["generated_tokens"]!.GetValue<int>());
        Assert.True(reply["usage"]!["tokens"]!.GetValue<int>() > 50);
    }

    [Fact]
    public async Task Bits_are_the_same_alone_and_in_company()
    {
        var alone = new List<float>();
        for (var i = 0; i < 6; i++)
            alone.Add((await Server.ScoreAsync(Call("gen-rm", Sum(i)).ToJsonString()))["results"]![0]!["score"]!.GetValue<float>());
        var together = await Server.ScoreAsync(Call("gen-rm", [.. Enumerable.Range(0, 6).Select(Sum)]).ToJsonString());
        Assert.Equal(alone, together["results"]!.AsArray().Select(result => result!["score"]!.GetValue<float>()));
        Assert.Equal(6, alone.Distinct().Count());
    }

    [Fact]
    public async Task A_text_without_a_verdict_is_an_error_and_never_a_score()
    {
        var body = Call("step-check", Sum(2));
        body["sampling"] = new JsonObject { ["max_tokens"] = 8 };
        var text = await FailAsync(body, HttpStatusCode.InternalServerError);
        Assert.Contains("unparsable_verdict", text, StringComparison.Ordinal);
        Assert.Contains("raise max_tokens", text, StringComparison.Ordinal);
        Assert.Contains("/trajectories/0", text, StringComparison.Ordinal);

        body["on_error"] = "partial";
        var result = (await Server.ScoreAsync(body.ToJsonString()))["results"]![0]!;
        Assert.Equal("unparsable_verdict", result["error"]!["code"]!.GetValue<string>());
        Assert.Null(result["score"]);
    }

    [Theory]
    [InlineData("samples", "0", "/samples")]
    [InlineData("samples", "1025", "/samples")]
    [InlineData("samples", "2", "every sample is the same text")]
    [InlineData("vote", "\"loudest\"", "/vote")]
    [InlineData("sampling", "{\"temperature\": -1}", "temperature is -1")]
    [InlineData("sampling", "{\"top_p\": 0}", "top_p is 0")]
    [InlineData("sampling", "{\"seed\": -1}", "/sampling/seed")]
    [InlineData("sampling", "{\"beams\": 4}", "beams")]
    [InlineData("include", "[\"logits\"]", "has no logits")]
    [InlineData("include", "[\"details\"]", "leave out details")]
    [InlineData("include", "[\"tokens\"]", "leave out tokens")]
    public async Task What_a_writing_model_cannot_do_is_refused(string field, string value, string expected)
    {
        var body = Call("gen-rm", Sum(2));
        body[field] = JsonNode.Parse(value);
        Assert.Contains(expected, await FailAsync(body, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("samples", "2")]
    [InlineData("vote", "\"mean\"")]
    [InlineData("sampling", "{}")]
    [InlineData("include", "[\"text\"]")]
    public async Task Other_models_refuse_what_only_writing_ones_can(string field, string value)
    {
        await using var server = await TestServer.StartAsync();
        var body = Bodies.Of("p", "s");
        body[field] = JsonNode.Parse(value);
        var response = await server.PostAsync(body.ToJsonString());
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("writes no text", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deadline_ends_the_writing()
    {
        var body = Call("step-check", Sum(2));
        body["sampling"] = new JsonObject { ["max_tokens"] = 400, ["temperature"] = 1 };
        body["samples"] = 64;
        var response = await Server.PostAsync(body.ToJsonString(), ("X-Request-Timeout-Ms", "30"));
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
    }

    [Fact]
    public async Task Grpc_answers_the_same()
    {
        var expected = (await Server.ScoreAsync(Call("gen-rm", Sum(2)).ToJsonString()))["results"]![0]!;
        var request = new Proto.ScoreRequest
        {
            Options = new() { Model = "gen-rm", Include = { Proto.Include.Text }, Vote = Proto.VoteRule.Majority, Sampling = new() { Temperature = 0.5, Seed = 7 }, Samples = 3 },
            Trajectories = { new Proto.Trajectory { Problem = "What is 2 + 3?", Steps = { "2 + 3 = 5", "The answer is 5." } } },
        };
        var result = (await Server.Client.ScoreAsync(request, cancellationToken: TestContext.Current.CancellationToken)).Results[0];
        Assert.Equal(0, result.Score); // two of two say no
        Assert.Equal((2, true), (result.Verification.Samples.Count, result.Verification.DecidedEarly));
        Assert.All(result.Verification.Samples, sample => Assert.Equal((expected["score"]!.GetValue<float>(), "incorrect", ""), (sample.Probability, sample.Verdict, sample.Text)));
        Assert.True(result.Usage.HasGeneratedTokens);
    }

    [Fact]
    public async Task Best_of_n_ranks_by_the_verdicts()
    {
        var body = new JsonObject
        {
            ["model"] = "gen-rm",
            ["problem"] = "What is 2 + 3?",
            ["candidates"] = new JsonArray(new JsonObject { ["steps"] = new JsonArray("It is 5.") }, new JsonObject { ["steps"] = new JsonArray("It is 6.") }),
        };
        var response = await Server.PostToAsync("/v1/best-of-n", body.ToJsonString());
        var reply = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        var alone = await Server.ScoreAsync(Call("gen-rm", Bodies.Trajectory("What is 2 + 3?", "It is 5."), Bodies.Trajectory("What is 2 + 3?", "It is 6.")).ToJsonString());
        foreach (var ranked in reply["ranking"]!.AsArray())
            Assert.Equal(alone["results"]![ranked!["index"]!.GetValue<int>()]!["score"]!.GetValue<float>(), ranked["score"]!.GetValue<float>());
    }

    [Fact]
    public async Task A_comparison_without_a_verdict_is_an_error_and_never_a_preference()
    {
        const string Pairs = """{"model":"rm-r1","pairs":[{"problem":"p","first":{"response":"a"},"second":{"response":"b"}}],"on_error":"partial"}""";
        var response = await Server.PostToAsync("/v1/preferences", Pairs);
        var result = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["results"]![0]!;
        Assert.Equal("unparsable_verdict", result["error"]!["code"]!.GetValue<string>());
        Assert.Null(result["preference"]);
        Assert.Contains("/v1/preferences", await FailAsync(Call("rm-r1", Sum(1)), HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_say_how_they_are_asked()
    {
        var model = JsonNode.Parse(await Server.Http.GetStringAsync("/v1/models/gen-rm", TestContext.Current.CancellationToken))!;
        Assert.Equal(("generative", "gen-rm", "probability"), (model["kind"]!.GetValue<string>(), model["verifier"]!.GetValue<string>(), model["scale"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("gen-rm")]
    [InlineData("step-check")]
    public async Task The_self_check_passes(string model) =>
        Assert.Null(await ModelSelfCheck.RunAsync(Server.Services.GetRequiredService<ModelCatalog>().Resolve(model), TestContext.Current.CancellationToken));
}
