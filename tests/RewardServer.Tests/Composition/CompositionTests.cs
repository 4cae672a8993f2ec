extern alias client;
using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Models;
using RewardServer.Pipeline;
using RewardServer.Pipeline.Composition;
using RewardServer.TestKit;
using RewardServer.Tests.Support;
using Proto = client::Reward.V1;

namespace RewardServer.Tests.Composition;

/// <summary>Composed rewards over real sockets, of the bundled models.</summary>
public sealed class CompositionTests : IAsyncLifetime
{
    private const string Problem = "Tom has 12 boxes with 4 pens each. He gives away 9 pens. How many pens are left?";

    private static readonly string[][] Responses =
    [
        ["12 * 4 = 48 pens.", "48 - 9 = 41 pens are left.", "The answer is 41."],
        ["12 * 4 = 48 pens.", "48 - 9 = 39 pens are left.", "The answer is 39."],
    ];

    private TestServer? _server;

    private TestServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync([
        ("Models:Folder", Path.Combine(Repository.Root, "models")), ("Models:Default", "arith-prm"),
        .. Reward("sum", "weighted-sum", "prm=0.5", "orm=0.3 probability", "math=0.2"),
        .. Reward("steps", "mean", "prm", "implicit probability"),
        .. Reward("uncertain", "mean-minus-variance", "prm", "implicit probability"), ("Rewards:uncertain:VarianceWeight", "2"),
        .. Reward("product", "product", "prm", "orm probability"),
        .. Reward("worst", "min", "prm signed", "orm signed", "math signed"),
        .. Reward("gate", "gate", "math", "prm"), ("Rewards:gate:Otherwise", "0.25"),
        .. Reward("first", "first", "math", "prm"),
        .. Reward("both", "log-sigmoid", "orm=2", "implicit=1"), ("Rewards:both:Components:0:Reference", "1.5"),
        .. Reward("quorum", "weighted-sum", "prm=0.5", "orm=0.3 probability", "math=0.2"), ("Rewards:quorum:Failure", "quorum: 2"),
        .. Reward("twice", "mean", "prm", "prm"), ("Rewards:twice:Components:1:Aggregation", "mean"),
    ]);

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();

    [Fact]
    public async Task Values_are_composed_of_what_the_components_say_by_themselves()
    {
        var (prm, orm, implicit_) = (await ScoresAsync("arith-prm"), await ScoresAsync("arith-orm"), await ScoresAsync("arith-implicit"));
        for (var i = 0; i < 2; i++)
        {
            var right = i == 1 ? 1.0 : 0;
            double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));
            double LogSigmoid(double z) => -Math.Log(1 + Math.Exp(-z));
            Dictionary<string, double> expected = new()
            {
                ["sum"] = (0.5 * prm[i]) + (0.3 * Sigmoid(orm[i])) + (0.2 * right),
                ["product"] = prm[i] * Sigmoid(orm[i]),
                ["worst"] = Math.Min(Math.Min((2 * prm[i]) - 1, (2 * Sigmoid(orm[i])) - 1), (2 * right) - 1),
                ["gate"] = right == 1 ? prm[i] : 0.25,
                ["first"] = right,
                ["both"] = (2 * LogSigmoid(orm[i] - 1.5)) + LogSigmoid(implicit_[i]),
            };
            foreach (var (reward, value) in expected)
            {
                var result = (await ScoreAsync(reward, "39"))[i]!;
                Assert.Equal(value, result["score"]!.GetValue<float>(), 1e-5);
                Assert.Empty(result["steps"]!.AsArray());
            }
        }
    }

    [Fact]
    public async Task Components_that_judge_steps_are_composed_step_by_step()
    {
        var prm = await StepsAsync("arith-prm");
        var implicit_ = await StepsAsync("arith-implicit");
        var (mean, uncertain) = (await ScoreAsync("steps"), await ScoreAsync("uncertain"));
        for (var i = 0; i < 2; i++)
        {
            for (var k = 0; k < 3; k++)
            {
                double[] values = [prm[i][k], 1 / (1 + Math.Exp(-implicit_[i][k]))];
                Assert.Equal((values[0] + values[1]) / 2, mean[i]!["steps"]![k]!["score"]!.GetValue<float>(), 1e-6);
                var deviation = (values[0] - values[1]) / 2;
                Assert.Equal(((values[0] + values[1]) / 2) - (2 * deviation * deviation), uncertain[i]!["steps"]![k]!["score"]!.GetValue<float>(), 1e-6);
            }
            float[] steps = [.. mean[i]!["steps"]!.AsArray().Select(step => step!["score"]!.GetValue<float>())];
            Assert.Equal((steps.Min(), "min"), (mean[i]!["score"]!.GetValue<float>(), mean[i]!["aggregation"]!.GetValue<string>()));
            Assert.Equal(prm[i], mean[i]!["components"]![0]!["step_scores"]!.AsArray().Select(score => score!.GetValue<float>()));
        }
        Assert.Equal(Array.FindIndex(Steps(mean[0]!), score => score < 0.5f), mean[0]!["first_error"]?.GetValue<int>() ?? -1);
    }

    [Fact]
    public async Task Replies_list_each_component_with_value_weight_and_status()
    {
        var result = (await ScoreAsync("quorum", "39"))[1]!;
        var components = result["components"]!.AsArray();
        Assert.Equal(["arith-prm model ok 0.5", "arith-orm model ok 0.3", "math verifier ok 0.2"], components.Select(c => $"{c!["name"]} {c["kind"]} {c["status"]} {c["weight"]}"));
        Assert.Equal(1, components[2]!["value"]!.GetValue<float>());
        Assert.Equal((await ScoresAsync("arith-prm"))[1], components[0]!["value"]!.GetValue<float>());
    }

    [Fact]
    public async Task A_component_without_a_value_fails_the_item_unless_a_quorum_is_enough()
    {
        var all = await Server.PostToAsync("/v1/score", ScoreBody("sum", null).ToJsonString());
        var text = await all.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, all.StatusCode);
        Assert.Contains("/trajectories/0: component 'math': there is no reference answer to compare with (every component must have a value)", JsonNode.Parse(text)!["detail"]!.GetValue<string>(), StringComparison.Ordinal);

        var (prm, orm) = (await ScoresAsync("arith-prm"), await ScoresAsync("arith-orm"));
        var result = (await ScoreAsync("quorum"))[1]!;
        Assert.Equal(((0.5 * prm[1]) + (0.3 / (1 + Math.Exp(-orm[1])))) / 0.8, result["score"]!.GetValue<float>(), 1e-5);
        Assert.Equal("unverifiable", result["components"]![2]!["status"]!.GetValue<string>());
        Assert.Contains("no reference answer", result["components"]![2]!["error"]!["detail"]!.GetValue<string>(), StringComparison.Ordinal);

        var first = (await ScoreAsync("first"))[1]!; // the verifier says nothing, so the model does
        Assert.Equal(prm[1], first["score"]!.GetValue<float>());
    }

    [Fact]
    public async Task In_a_partial_call_a_failed_component_fails_its_item_alone()
    {
        var body = ScoreBody("sum", "39");
        body["on_error"] = "partial";
        body["trajectories"]![0]!["steps"]![0] = new string('7', 5000);
        var results = (await Server.ScoreAsync(body.ToJsonString()))["results"]!.AsArray();
        Assert.Equal("too_long", results[0]!["error"]!["code"]!.GetValue<string>());
        Assert.Equal(["failed", "failed", "ok"], results[0]!["components"]!.AsArray().Select(component => component!["status"]!.GetValue<string>()));
        Assert.NotNull(results[1]!["score"]);
    }

    [Fact]
    public async Task Composed_rewards_are_usable_wherever_a_model_s_name_is()
    {
        var scores = (await ScoreAsync("steps")).Select(result => result!["score"]!.GetValue<float>()).ToArray();
        var best = await PostAsync("/v1/best-of-n", new() { ["model"] = "steps", ["problem"] = Problem, ["candidates"] = new JsonArray([.. Responses.Select(Candidate)]) });
        Assert.Equal(scores.OrderDescending(), best["ranking"]!.AsArray().Select(candidate => candidate!["score"]!.GetValue<float>()));
        Assert.Equal(2, best["ranking"]![0]!["components"]!.AsArray().Count);

        var steps = await RewardsAsync("steps");
        Assert.Equal(Steps((await ScoreAsync("steps"))[0]!), steps[0]!["step_scores"]!.AsArray().Select(score => score!.GetValue<float>()));
        Assert.Equal("signed", (await PostAsync("/v1/rewards", RewardBody("steps")))["reward_scale"]!.GetValue<string>());
        var outcome = await RewardsAsync("sum"); // 0.5 + 0.3 + 0.2 are 1, so that it is a probability, and a reward is 2p - 1
        Assert.Equal((2 * (await ScoreAsync("sum", "39"))[1]!["score"]!.GetValue<float>()) - 1, outcome[1]!["outcome_reward"]!.GetValue<float>());
        Assert.Equal("math", outcome[1]!["components"]![2]!["name"]!.GetValue<string>());

        var pairs = await Server.PostToAsync("/v1/preferences", """{"model":"steps","pairs":[{"problem":"p","first":{"response":"a"},"second":{"response":"b"}}]}""");
        Assert.Equal(HttpStatusCode.BadRequest, pairs.StatusCode);
        Assert.Contains("(composite) does not compare", await pairs.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_describe_what_they_are_made_of_and_are_pinned_by_it()
    {
        var info = JsonNode.Parse(await Server.Http.GetStringAsync("/v1/models/sum", TestContext.Current.CancellationToken))!;
        Assert.Equal(("composite", "weighted-sum", "probability", "stable"), (Text("kind"), Text("method"), Text("scale"), Text("determinism")));
        Assert.Equal(["arith-prm", "arith-orm", "math"], info["components"]!.AsArray().Select(component => component!["name"]!.GetValue<string>()));
        Assert.Equal(["/v1/score", "/v1/best-of-n", "/v1/rewards"], info["calls"]!.AsArray().Select(call => call!.GetValue<string>()));
        Assert.StartsWith("sha256:", Text("fingerprint"), StringComparison.Ordinal);
        var prm = JsonNode.Parse(await Server.Http.GetStringAsync("/v1/models/arith-prm", TestContext.Current.CancellationToken))!;
        Assert.Equal(prm["fingerprint"]!.GetValue<string>(), info["components"]![0]!["fingerprint"]!.GetValue<string>());
        Assert.NotEqual(Text("fingerprint"), JsonNode.Parse(await Server.Http.GetStringAsync("/v1/models/quorum", TestContext.Current.CancellationToken))!["fingerprint"]!.GetValue<string>());
        Assert.Equal(2, (await ScoreAsync("sum@" + Text("fingerprint"), "39")).Count);
        Assert.Contains("\"reward:sum\"", await Server.Http.GetStringAsync("/health/ready", TestContext.Current.CancellationToken), StringComparison.Ordinal);

        string Text(string field) => info[field]!.GetValue<string>();
    }

    [Theory]
    [InlineData("twice", true)]
    [InlineData("steps", false)] // other formats
    public void Models_that_read_the_same_tokens_share_what_was_encoded_first(string reward, bool isShared)
    {
        var call = ScoringCall.Create(new() { Model = reward, Trajectories = [new() { Problem = Problem, Steps = Responses[0] }] }, Server.Services.GetRequiredService<ModelCatalog>().Resolve);
        CompositionStage.Start(call, component => Array.ConvertAll(component.Work, work =>
        {
            work.Encoded ??= component.Model.Encoded.Input.Encoder.Encode(work.Trajectory!).Value;
            return Task.CompletedTask;
        }));
        var parts = call.Work[0].Parts!;
        Assert.Equal(isShared, ReferenceEquals(parts[0].Encoded, parts[1].Encoded));
    }

    [Fact]
    public async Task Composing_changes_no_bit_of_what_the_components_say()
    {
        var alone = await Server.ScoreAsync(ScoreBody("arith-prm", null).ToJsonString());
        await using var uncached = await TestServer.StartAsync([
            ("Models:Folder", Path.Combine(Repository.Root, "models")), ("Models:Default", "arith-prm"), ("Cache:MaxBytes", "0"),
            .. Reward("twice", "mean", "prm", "prm"), ("Rewards:twice:Components:1:Aggregation", "mean")]);
        var reply = await uncached.ScoreAsync(ScoreBody("twice", null).ToJsonString());
        Assert.Equal(2 * alone["usage"]!["tokens"]!.GetValue<int>(), reply["usage"]!["tokens"]!.GetValue<int>());
        for (var i = 0; i < 2; i++)
            Assert.Equal(Bodies.Bits(alone["results"]![i]!), Bodies.Bits(reply["results"]![i]!)); // the mean of equal scores is the score
    }

    [Theory]
    [InlineData("""{"include":["logits"]}""", "/include")]
    [InlineData("""{"include":["text"]}""", "/include")]
    [InlineData("""{"include":["details"]}""", "/include")]
    [InlineData("""{"include":["tokens"]}""", "/include")]
    [InlineData("""{"samples":2}""", "/samples")]
    [InlineData("""{"truncation":"left"}""", "/truncation")]
    public async Task What_makes_no_sense_is_refused(string extra, string pointer)
    {
        var body = ScoreBody("steps", null);
        foreach (var (key, value) in JsonNode.Parse(extra)!.AsObject())
            body[key] = value!.DeepClone();
        var response = await Server.PostToAsync("/v1/score", body.ToJsonString());
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal((HttpStatusCode.BadRequest, pointer), (response.StatusCode, problem["errors"]!.AsObject().Single().Key));
    }

    [Fact]
    public async Task Parts_of_the_reply_that_make_sense_are_given()
    {
        var body = ScoreBody("steps", null);
        body["include"] = new JsonArray("spans", "receipt");
        var result = (await Server.ScoreAsync(body.ToJsonString()))["results"]![0]!;
        Assert.Equal([0, 17], result["steps"]![0]!["chars"]!.AsArray().Select(place => place!.GetValue<int>()));
        Assert.StartsWith("model=steps;fingerprint=sha256:", result["receipt"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("hit", (await ScoreAsync("steps"))[0]!["cache"]!.GetValue<string>());
    }

    [Fact]
    public async Task Grpc_answers_the_same()
    {
        var expected = await ScoreAsync("quorum", "39");
        var request = new Proto.ScoreRequest { Options = new() { Model = "quorum" } };
        request.Trajectories.AddRange(Responses.Select(steps => new Proto.Trajectory { Problem = Problem, Steps = { steps }, ReferenceAnswer = "39" }));
        var reply = await Server.Client.ScoreAsync(request, cancellationToken: TestContext.Current.CancellationToken);
        foreach (var (json, message) in expected.Zip(reply.Results))
        {
            Assert.Equal(json!["score"]!.GetValue<float>(), message.Score);
            Assert.Equal(
                json["components"]!.AsArray().Select(c => (c!["name"]!.GetValue<string>(), c["kind"]!.GetValue<string>(), c["status"]!.GetValue<string>(), c["value"]!.GetValue<float>(), c["weight"]!.GetValue<float>(), c["step_scores"]?.AsArray().Count ?? 0)),
                message.Components.Select(c => (c.Name, c.Kind, c.Status, c.Value, c.Weight, c.StepScores.Count)));
        }
        var models = await Server.Client.ListModelsAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("composite", "weighted-sum", 3), (models.Single(model => model.Name == "quorum").Kind, models.Single(model => model.Name == "quorum").Method, models.Single(model => model.Name == "quorum").Components.Count));
    }

    /// <summary>A reward's settings; a component is <c>name[=weight][ scale]</c>.</summary>
    private static (string Key, string Value)[] Reward(string name, string method, params string[] components) =>
    [
        ($"Rewards:{name}:Method", method),
        .. components.SelectMany((component, i) =>
        {
            var (what, scale) = component.Split(' ') is [var one, var two] ? (one, two) : (component, null);
            var (short_, weight) = what.Split('=') is [var left, var right] ? (left, right) : (what, null);
            var key = $"Rewards:{name}:Components:{i}";
            List<(string, string)> settings = [short_ == "math" ? ($"{key}:Verifier", "math") : ($"{key}:Model", "arith-" + short_)];
            if (weight is not null)
                settings.Add(($"{key}:Weight", weight));
            if (scale is not null)
                settings.Add(($"{key}:Scale", scale));
            return settings;
        }),
    ];

    private static JsonNode Candidate(string[] steps) => new JsonObject { ["steps"] = new JsonArray([.. steps.Select(step => (JsonNode)step)]) };

    private static JsonObject ScoreBody(string model, string? answer) => new()
    {
        ["model"] = model,
        ["trajectories"] = new JsonArray([.. Responses.Select(steps =>
        {
            var trajectory = Bodies.Trajectory(Problem, steps);
            trajectory["reference_answer"] = answer;
            return trajectory;
        })]),
    };

    private static JsonObject RewardBody(string model) => new()
    {
        ["model"] = model,
        ["groups"] = new JsonArray(new JsonObject { ["problem"] = Problem, ["reference_answer"] = "39", ["responses"] = new JsonArray([.. Responses.Select(Candidate)]) }),
    };

    private static float[] Steps(JsonNode result) => [.. result["steps"]!.AsArray().Select(step => step!["score"]!.GetValue<float>())];

    private async Task<JsonArray> ScoreAsync(string model, string? answer = null) => (await Server.ScoreAsync(ScoreBody(model, answer).ToJsonString()))["results"]!.AsArray();

    private async Task<float[]> ScoresAsync(string model) => [.. (await ScoreAsync(model)).Select(result => result!["score"]!.GetValue<float>())];

    private async Task<float[][]> StepsAsync(string model) => [.. (await ScoreAsync(model)).Select(result => Steps(result!))];

    private async Task<JsonArray> RewardsAsync(string model) => (await PostAsync("/v1/rewards", RewardBody(model)))["groups"]![0]!["responses"]!.AsArray();

    private async Task<JsonNode> PostAsync(string path, JsonObject body)
    {
        var response = await Server.PostToAsync(path, body.ToJsonString());
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
