extern alias client;
using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Scoring.Selection;
using RewardServer.TestKit;
using RewardServer.Tests.Support;
using Proto = client::Reward.V1;

namespace RewardServer.Tests.Selection;

/// <summary>The best of n over real sockets, with the bundled process and outcome models.</summary>
public sealed class SelectionTests : IAsyncLifetime
{
    private const string Path = "/v1/best-of-n";
    private const string Problem = "Tom has 12 boxes with 4 pens each. He gives away 9 pens. How many pens are left?";

    private static readonly string[][] Candidates =
    [
        ["12 * 4 = 48 pens.", "48 - 9 = 41 pens are left.", "The answer is 41."],
        ["12 * 4 = 48 pens.", "48 - 9 = 39 pens are left.", "The answer is 39."],
        ["12 * 4 = 46 pens.", "46 - 5 = 41 pens are left.", "The answer is 41."],
        ["12 * 4 = 48 pens.", "He gives 9 away."],
        ["48 - 9 = 39 pens are left.", "The answer is \\boxed{39}."],
        ["12 * 4 = 48 pens.", "48 - 9 = 41 pens are left.", "The answer is 41."],
    ];

    private TestServer? _server;

    private TestServer Server => _server!;

    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync(("Models:Folder", System.IO.Path.Combine(Repository.Root, "models")), ("Models:Default", "arith-prm"));

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();

    [Theory]
    [InlineData("arith-prm", null)]
    [InlineData("arith-prm", "mean")]
    [InlineData("arith-orm", null)]
    [InlineData("arith-implicit", null)]
    public async Task Scores_are_those_of_the_score_endpoint_bit_for_bit(string model, string? aggregation)
    {
        var scored = (await Server.ScoreAsync(new JsonObject
        {
            ["model"] = model,
            ["aggregation"] = aggregation,
            ["trajectories"] = new JsonArray([.. Candidates.Select(steps => Bodies.Trajectory(Problem, steps))]),
        }.ToJsonString()))["results"]!.AsArray();
        float[] scores = [.. scored.Select(result => result!["score"]!.GetValue<float>())];
        int[] groups = [0, 1, 0, 2, 1, 0]; // candidate 3 says no answer, but a number

        foreach (var method in SelectionMethods.Names)
        {
            var expected = BestOfN.Select(SelectionMethods.Create(method).Value, scores, groups).Value;
            var answer = await SelectAsync(Body(method, model, aggregation));
            var ranking = answer["ranking"]!.AsArray();
            Assert.Equal(expected.Selected, answer["selected"]!.GetValue<int>());
            Assert.Equal(expected.Ranking, ranking.Select(Index));
            Assert.Equal(expected.Ranking.Select(i => scores[i]), ranking.Select(candidate => candidate!["score"]!.GetValue<float>()));
            Assert.Equal(expected.Weights, answer["groups"]!.AsArray().Select(group => group!["weight"]!.GetValue<float>()));
            Assert.Equal(scored[0]!["steps"]!.AsArray().Count, ranking.Single(candidate => Index(candidate) == 0)!["scored_steps"]!.GetValue<int>());
            Assert.All(ranking, candidate => Assert.False(candidate!["pruned"]!.GetValue<bool>()));
        }
    }

    [Fact]
    public async Task The_process_model_finds_the_right_solution_and_the_majority_the_wrong_one()
    {
        var best = await SelectAsync(Body("best"));
        Assert.Equal("39", best["ranking"]![0]!["answer"]!.GetValue<string>());
        var majority = await SelectAsync(Body("majority"));
        Assert.Equal(("41", 3), (majority["ranking"]![0]!["answer"]!.GetValue<string>(), majority["groups"]![0]!["count"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Answers_are_found_and_grouped()
    {
        var answer = await SelectAsync(Body("majority"));
        var byIndex = answer["ranking"]!.AsArray().ToDictionary(Index, candidate => candidate!);
        Assert.Equal(["41", "39", "41", "9", "39", "41"], Enumerable.Range(0, 6).Select(i => byIndex[i]["answer"]!.GetValue<string>()));
        Assert.Equal(["41", "39", "9"], answer["groups"]!.AsArray().Select(group => group!["answer"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Answers_that_are_given_are_taken()
    {
        var body = Body("majority");
        foreach (var (candidate, answer) in body["candidates"]!.AsArray().Zip(["x", "1/2", "y", "z", "1/2", "w"]))
            candidate!["answer"] = answer;
        var reply = await SelectAsync(body);
        Assert.Equal(("1/2", 2), (reply["ranking"]![0]!["answer"]!.GetValue<string>(), reply["groups"]![1]!["count"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Only_the_best_vote_when_told_so()
    {
        var all = (await SelectAsync(Body("best")))["ranking"]!.AsArray().Select(Index).ToArray();
        var body = Body("majority");
        body["top_k"] = 2;
        var answer = await SelectAsync(body);
        Assert.Equal(all[..2].Order(), answer["ranking"]!.AsArray().Where(candidate => candidate!["group"] is not null).Select(Index).Order());
        Assert.Equal(2, answer["groups"]!.AsArray().Sum(group => group!["count"]!.GetValue<int>()));
    }

    [Fact]
    public async Task The_order_and_the_company_of_candidates_change_no_score()
    {
        var all = Scores(await SelectAsync(Body("best")));
        await using var uncached = await TestServer.StartAsync(("Models:Folder", System.IO.Path.Combine(Repository.Root, "models")), ("Cache:MaxBytes", "0"));
        var pair = Body("best");
        pair["candidates"] = new JsonArray([.. new[] { 4, 0 }.Select(i => pair["candidates"]![i]!.DeepClone())]);
        Assert.Equal([all[4], all[0]], Scores(await SelectAsync(pair, uncached)));
    }

    [Theory]
    [InlineData("min")]
    [InlineData("product")]
    public async Task Candidates_that_cannot_win_are_left_and_say_so(string aggregation)
    {
        await using var server = await TestServer.StartAsync(("Models:Folder", System.IO.Path.Combine(Repository.Root, "models")), ("Cache:MaxBytes", "0"));
        var full = await SelectAsync(Body("best", aggregation: aggregation), server);
        var body = Body("best", aggregation: aggregation, earlyStop: true);
        var stopped = await SelectAsync(body, server);
        body.Remove("early_stop");
        Assert.Equal(stopped["ranking"]!.ToJsonString(), (await SelectAsync(body, server))["ranking"]!.ToJsonString()); // it is the default

        Assert.Equal(full["selected"]!.GetValue<int>(), stopped["selected"]!.GetValue<int>());
        var (scores, ranking) = (Scores(full), stopped["ranking"]!.AsArray());
        var pruned = ranking.SkipWhile(candidate => !candidate!["pruned"]!.GetValue<bool>()).ToArray();
        Assert.NotEmpty(pruned);
        Assert.All(pruned, candidate =>
        {
            Assert.True(candidate!["pruned"]!.GetValue<bool>());
            Assert.InRange(candidate["scored_steps"]!.GetValue<int>(), 1, Candidates[Index(candidate)].Length - 1);
            Assert.True(candidate["score"]!.GetValue<float>() >= scores[Index(candidate)]);
        });
        Assert.All(ranking.Take(ranking.Count - pruned.Length), candidate => Assert.Equal(scores[Index(candidate)], candidate!["score"]!.GetValue<float>()));
    }

    [Theory]
    [InlineData("majority", "min", null)]
    [InlineData("best", "mean", null)]
    [InlineData("best", "min", 3)]
    public async Task All_are_scored_where_more_than_the_winner_depends_on_it(string method, string aggregation, int? topK)
    {
        var body = Body(method, aggregation: aggregation, earlyStop: true);
        body["top_k"] = topK;
        Assert.All((await SelectAsync(body))["ranking"]!.AsArray(), candidate => Assert.False(candidate!["pruned"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task What_was_scored_before_a_candidate_was_left_is_known_afterwards()
    {
        await using var server = await TestServer.StartAsync(("Models:Folder", System.IO.Path.Combine(Repository.Root, "models")));
        var stopped = await SelectAsync(Body("best", earlyStop: true), server);
        var again = await SelectAsync(Body("best", earlyStop: true), server);
        Assert.Equal(0, again["usage"]!["computed_tokens"]!.GetValue<int>());
        Assert.Equal(stopped["selected"]!.GetValue<int>(), again["selected"]!.GetValue<int>());
        Assert.Equal(Scores(await SelectAsync(Body("best"))), Scores(await SelectAsync(Body("best"), server)));
    }

    [Fact]
    public async Task A_second_call_computes_nothing()
    {
        await SelectAsync(Body("best"));
        var again = await SelectAsync(Body("pessimistic"));
        Assert.Equal(0, again["usage"]!["computed_tokens"]!.GetValue<int>());
        Assert.True(again["usage"]!["tokens"]!.GetValue<int>() > 100);
    }

    [Theory]
    [InlineData("best")]
    [InlineData("weighted-vote")]
    public async Task Grpc_answers_the_same(string method)
    {
        var body = Body(method);
        body["early_stop"] = false;
        body["alpha"] = 0.2;
        body["top_k"] = 5;
        var expected = await SelectAsync(body);
        var request = new Proto.SelectBestRequest { Problem = Problem, Method = method, Model = "arith-prm", EarlyStop = false, Alpha = 0.2f, TopK = 5 };
        request.Candidates.AddRange(Candidates.Select((steps, i) => new Proto.Candidate { Id = $"c{i}", Steps = { steps } }));
        var response = await Server.Client.SelectBestAsync(request, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(expected["selected"]!.GetValue<int>(), response.Selected);
        Assert.Equal(expected["fingerprint"]!.GetValue<string>(), response.Fingerprint);
        Assert.Equal(
            expected["ranking"]!.AsArray().Select(c => (Index(c), c!["id"]!.GetValue<string>(), c["score"]!.GetValue<float>(), c["answer"]?.GetValue<string>(), c["group"]?.GetValue<int>(), c["scored_steps"]!.GetValue<int>())),
            response.Ranking.Select(c => (c.Index, c.Id, c.Score, c.HasAnswer ? c.Answer : null, c.HasGroup ? c.Group : (int?)null, c.ScoredSteps)));
        Assert.Equal(expected["groups"]!.AsArray().Select(g => (g!["answer"]!.GetValue<string>(), g["count"]!.GetValue<int>(), g["weight"]!.GetValue<float>())), response.Groups.Select(g => (g.Answer, g.Count, g.Weight)));
    }

    [Fact]
    public async Task Thousands_of_candidates_are_one_call()
    {
        var body = new JsonObject
        {
            ["problem"] = "What is 2 + 3?",
            ["candidates"] = new JsonArray([.. Enumerable.Range(0, 4096).Select(i => (JsonNode)new JsonObject { ["steps"] = new JsonArray($"2 + 3 = {i % 64}.") })]),
            ["method"] = "majority",
        };
        var answer = await SelectAsync(body);
        Assert.Equal((4096, 64), (answer["ranking"]!.AsArray().Count, answer["groups"]!.AsArray().Count));
        Assert.All(answer["groups"]!.AsArray(), group => Assert.Equal(64, group!["count"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_model_that_only_compares_says_where_to_ask()
    {
        await using var server = await TestServer.StartAsync(("Models:Folder", TestModels.Comparing), ("Models:Default", "gpm"));
        var response = await server.PostToAsync(Path, Body("best", model: null).ToJsonString());
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("/v1/preferences", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deadline_that_has_passed_is_an_error()
    {
        var (server, engine) = await TestServer.StartGatedAsync();
        await using var disposing = server;
        var response = await server.PostToAsync(Path, Body("best", model: null).ToJsonString(), ("X-Request-Timeout-Ms", "50"));
        engine.Open();
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
    }

    private static JsonObject Body(string method, string? model = "arith-prm", string? aggregation = null, bool earlyStop = false) => new()
    {
        ["early_stop"] = earlyStop,
        ["model"] = model,
        ["problem"] = Problem,
        ["method"] = method,
        ["aggregation"] = aggregation,
        ["candidates"] = new JsonArray([.. Candidates.Select((steps, i) => new JsonObject { ["id"] = $"c{i}", ["steps"] = new JsonArray([.. steps.Select(step => (JsonNode)step)]) })]),
    };

    private static int Index(JsonNode? candidate) => candidate!["index"]!.GetValue<int>();

    private static float[] Scores(JsonNode answer) => [.. answer["ranking"]!.AsArray().OrderBy(Index).Select(candidate => candidate!["score"]!.GetValue<float>())];

    private async Task<JsonNode> SelectAsync(JsonObject body, TestServer? server = null)
    {
        var response = await (server ?? Server).PostToAsync(Path, body.ToJsonString());
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
