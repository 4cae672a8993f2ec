extern alias client;
using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Models;
using RewardServer.Tests.Support;
using Proto = client::Reward.V1;
using RewardException = client::RewardServer.Client.RewardException;

namespace RewardServer.Tests.Preferences;

public sealed class PreferencesTests : IAsyncLifetime
{
    private TestServer? _server;

    private TestServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(("Models:Folder", TestModels.Comparing), ("Models:Default", "gpm"));

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();

    [Fact]
    public async Task An_outcome_model_prefers_by_the_difference_of_its_scores()
    {
        var result = await CompareAsync("outcome", Pair("What is 2 + 3?", "It is 5.", "It is 6."));
        var scores = (await Server.ScoreAsync(new JsonObject
        {
            ["model"] = "outcome",
            ["trajectories"] = new JsonArray(Bodies.Trajectory("What is 2 + 3?", "It is 5."), Bodies.Trajectory("What is 2 + 3?", "It is 6.")),
        }.ToJsonString()))["results"]!.AsArray().Select(item => (double)item!["score"]!.GetValue<float>()).ToArray();

        Assert.Equal((float)(scores[0] - scores[1]), Score(result));
        Assert.Equal(1 / (1 + Math.Exp(scores[1] - scores[0])), Preference(result), 1e-6);
        Assert.NotEqual(0, Score(result));
    }

    [Theory]
    [InlineData("outcome")]
    [InlineData("gpm")]
    [InlineData("label-pair")]
    public async Task Swapping_the_responses_turns_the_sign_and_nothing_else(string model)
    {
        var result = await CompareAsync(model, Pair("What is 2 + 3?", "It is 5.", "It is 6 or so."));
        var swapped = await CompareAsync(model, Pair("What is 2 + 3?", "It is 6 or so.", "It is 5."));
        Assert.Equal(Score(result), -Score(swapped));
        Assert.Equal(1, Preference(result) + Preference(swapped), 1e-6);
        Assert.NotEqual(0, Score(result));
    }

    [Theory]
    [InlineData("outcome")]
    [InlineData("gpm")]
    [InlineData("label-pair")]
    public async Task A_response_is_as_good_as_itself(string model)
    {
        var result = await CompareAsync(model, Pair("What is 2 + 3?", "It is 5.", "It is 5."));
        Assert.Equal((0f, 0.5f), (Score(result), Preference(result)));
    }

    [Theory]
    [InlineData("outcome")]
    [InlineData("gpm")]
    [InlineData("label-pair")]
    public async Task Bits_are_the_same_alone_in_a_batch_and_from_the_cache(string model)
    {
        await using var uncached = await TestServer.StartAsync(("Models:Folder", TestModels.Comparing), ("Cache:MaxBytes", "0"));
        JsonObject[] pairs = [.. Enumerable.Range(1, 9).Select(i => Pair($"What is {i} + 3?", $"It is {i + 3}.", new string('x', 5 * i)))];
        var alone = new List<float>();
        foreach (var pair in pairs)
            alone.Add(Score((await CompareAsync(uncached, model, [(JsonObject)pair.DeepClone()]))["results"]![0]!));

        for (var round = 0; round < 2; round++)
        {
            foreach (var server in (TestServer[])[uncached, Server])
            {
                var results = (await CompareAsync(server, model, [.. pairs.Select(pair => (JsonObject)pair.DeepClone())]))["results"]!.AsArray();
                Assert.Equal(alone, results.Select(result => Score(result!)));
            }
        }
        var hit = await CompareAsync(model, (JsonObject)pairs[0].DeepClone());
        Assert.Equal(("hit", 0), (hit["cache"]!.GetValue<string>(), hit["usage"]!["computed_tokens"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Steps_and_a_whole_response_are_the_same()
    {
        var pair = Pair("What is 2 + 3?", "2 + 3 = 5.\n\nIt is 5.", "It is 6.");
        var steps = (JsonObject)pair.DeepClone();
        steps["first"] = new JsonObject { ["steps"] = new JsonArray("2 + 3 = 5.", "It is 5.") };
        Assert.Equal(Score(await CompareAsync("label-pair", pair)), Score(await CompareAsync("label-pair", steps)));
    }

    [Fact]
    public async Task A_model_that_only_compares_says_so_when_asked_for_scores()
    {
        var body = Bodies.Of("What is 2 + 3?", "It is 5.");
        body["model"] = "gpm";
        await AssertInvalidAsync(await Server.PostAsync(body.ToJsonString()), "/v1/preferences");
    }

    [Fact]
    public async Task A_model_that_cannot_compare_says_so() =>
        await AssertInvalidAsync(await PostAsync("process", Pair("p", "a", "b")), "/v1/score");

    [Theory]
    [InlineData("""{"pairs":[]}""", "/pairs: at least one")]
    [InlineData("""{}""", "/pairs: this field is required")]
    [InlineData("""{"pairs":[null]}""", "/pairs/0")]
    [InlineData("""{"pairs":[{"problem":"p","first":{"response":"a"}}]}""", "/pairs/0/second: this field is required")]
    [InlineData("""{"pairs":[{"problem":"","first":{"response":"a"},"second":{"response":"b"}}]}""", "/pairs/0/problem: the problem must not be empty")]
    [InlineData("""{"pairs":[{"problem":"p","first":{"response":"a","steps":["a"]},"second":{"response":"b"}}]}""", "/pairs/0/first: steps and response exclude")]
    [InlineData("""{"pairs":[{"problem":"p","first":{"steps":["a",""]},"second":{"response":"b"}}]}""", "/pairs/0/first/steps/1: a step must not be empty")]
    [InlineData("""{"pairs":[{"problem":"p","first":{"response":"a"},"second":{"response":"\n\n"}}]}""", "/pairs/0/second/response")]
    [InlineData("""{"pairs":[{"problem":"p","first":{"response":"a"},"second":{"response":"b"},"third":1}]}""", "third")]
    public async Task Bad_requests_are_answered_with_the_place(string json, string expected) =>
        await AssertInvalidAsync(await Server.PostToAsync("/v1/preferences", json), expected);

    [Fact]
    public async Task Too_many_pairs_are_refused()
    {
        var pairs = Enumerable.Range(0, 1025).Select(_ => (JsonNode)Pair("p", "a", "b"));
        await AssertInvalidAsync(await Server.PostToAsync("/v1/preferences", new JsonObject { ["pairs"] = new JsonArray([.. pairs]) }.ToJsonString()), "1025 are more than the 1024");
    }

    [Fact]
    public async Task A_pair_that_is_too_long_fails_the_call_or_itself()
    {
        var (good, bad) = (Pair("p", "a", "b"), Pair("p", "a", new string('x', 4 * TestModels.MaxTokens)));
        var failed = await PostAsync("gpm", (JsonObject)good.DeepClone(), (JsonObject)bad.DeepClone());
        Assert.Equal(HttpStatusCode.BadRequest, failed.StatusCode);
        var text = await failed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("/pairs/1/second", text, StringComparison.Ordinal);
        Assert.Contains("too_long", text, StringComparison.Ordinal);

        var body = new JsonObject { ["pairs"] = new JsonArray(bad, new JsonObject(), good), ["on_error"] = "partial" };
        var reply = JsonNode.Parse(await (await Server.PostToAsync("/v1/preferences", body.ToJsonString())).Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(["too_long", "invalid_request", null], reply["results"]!.AsArray().Select(result => result!["error"]?["code"]?.GetValue<string>()));
        Assert.NotNull(reply["results"]![2]!["preference"]);
    }

    [Fact]
    public async Task A_deadline_that_has_passed_is_an_error()
    {
        var (server, engine) = await TestServer.StartGatedAsync(("Models:Folder", TestModels.Comparing));
        await using var disposing = server;
        var response = await server.PostToAsync("/v1/preferences", Call("gpm", Pair("p", "a", "b")).ToJsonString(), ("X-Request-Timeout-Ms", "50"));
        engine.Open();
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
    }

    [Fact]
    public async Task Grpc_answers_the_same()
    {
        var expected = await CompareAsync("gpm", Pair("What is 2 + 3?", "It is 5.", "It is 6."));
        var request = new Proto.ComparePairsRequest
        {
            Model = "gpm",
            Pairs = { new Proto.Pair { Id = "a", Problem = "What is 2 + 3?", First = new() { Response = "It is 5." }, Second = new() { Steps = { "It is 6." } } } },
        };
        var response = await Server.Client.ComparePairsAsync(request, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(("a", Score(expected), Preference(expected)), (response.Results[0].Id, response.Results[0].Score, (double)response.Results[0].Preference));

        request.Pairs[0].Second = null;
        var exception = await Assert.ThrowsAsync<RewardException>(() => Server.Client.ComparePairsAsync(request, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("invalid_request", exception.Code);
    }

    [Fact]
    public async Task Models_say_what_they_can_be_asked()
    {
        var models = JsonNode.Parse(await Server.Http.GetStringAsync("/v1/models", TestContext.Current.CancellationToken))!["models"]!.AsArray();
        Assert.Equal(
            ["gpm: /v1/preferences", "label-pair: /v1/preferences", "outcome: /v1/score, /v1/best-of-n, /v1/rewards, /v1/preferences", "process: /v1/score, /v1/best-of-n, /v1/rewards"],
            models.Select(model => $"{model!["name"]}: {string.Join(", ", model["calls"]!.AsArray())}"));
        Assert.Null(models[0]!["threshold"]);
    }

    [Theory]
    [InlineData("outcome")]
    [InlineData("gpm")]
    [InlineData("label-pair")]
    public async Task The_self_check_passes(string model) =>
        Assert.Null(await ModelSelfCheck.RunAsync(Server.Services.GetRequiredService<ModelCatalog>().Resolve(model), TestContext.Current.CancellationToken));

    private static float Score(JsonNode result) => result["score"]!.GetValue<float>();

    private static double Preference(JsonNode result) => result["preference"]!.GetValue<float>();

    private static JsonObject Pair(string problem, string first, string second) => new()
    {
        ["problem"] = problem,
        ["first"] = new JsonObject { ["response"] = first },
        ["second"] = new JsonObject { ["response"] = second },
    };

    private static JsonObject Call(string model, params JsonObject[] pairs) => new() { ["model"] = model, ["pairs"] = new JsonArray([.. pairs]) };

    private static async Task AssertInvalidAsync(HttpResponseMessage response, string expected)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    private static async Task<JsonNode> CompareAsync(TestServer server, string model, JsonObject[] pairs)
    {
        var response = await server.PostToAsync("/v1/preferences", Call(model, pairs).ToJsonString());
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private async Task<JsonNode> CompareAsync(string model, JsonObject pair) => (await CompareAsync(Server, model, [pair]))["results"]![0]!;

    private Task<HttpResponseMessage> PostAsync(string model, params JsonObject[] pairs) => Server.PostToAsync("/v1/preferences", Call(model, pairs).ToJsonString());
}
