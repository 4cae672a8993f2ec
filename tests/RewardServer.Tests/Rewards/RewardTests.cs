extern alias client;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Scoring;
using RewardServer.Scoring.Advantages;
using RewardServer.Scoring.Credit;
using RewardServer.Scoring.Rewards;
using RewardServer.TestKit;
using RewardServer.Tests.Support;
using Proto = client::Reward.V1;

namespace RewardServer.Tests.Rewards;

/// <summary>Rewards over real sockets, with the bundled models.</summary>
public sealed class RewardTests : IAsyncLifetime
{
    private const string Path = "/v1/rewards";

    private static readonly (string Problem, string? Answer, string[][] Responses)[] Groups =
    [
        ("Tom has 12 boxes with 4 pens each. He gives away 9 pens. How many pens are left?", "39",
        [
            ["12 * 4 = 48 pens.", "48 - 9 = 41 pens are left.", "The answer is 41."],
            ["12 * 4 = 48 pens.", "48 - 9 = 39 pens are left.", "The answer is 39."],
            ["thanks"],
        ]),
        ("What is 2 + 3?", null, [["2 + 3 = 5", "The answer is 5."], ["2 + 3 = 6", "The answer is 6."]]),
        ("What is 7 - 3?", "4", [["7 - 3 = 4", "The answer is 4."]]),
    ];

    private TestServer? _server;

    private TestServer Server => _server!;

    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync(("Models:Folder", System.IO.Path.Combine(Repository.Root, "models")), ("Models:Default", "arith-prm"));

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();

    [Theory]
    [InlineData("arith-prm")]
    [InlineData("arith-implicit")]
    [InlineData("arith-orm")]
    public async Task Every_method_and_estimator_gives_what_scoring_s_functions_give(string model)
    {
        var scored = await ScoresAsync(model);
        var isOutcome = model == "arith-orm";
        var scale = model == "arith-prm" ? RewardScale.Signed : RewardScale.Logit;
        string[] credits = isOutcome ? [CreditAssignments.MinForm, CreditAssignments.Sum, CreditAssignments.None] : [.. CreditAssignments.Names];
        foreach (var (credit, estimator) in credits.SelectMany(_ => AdvantageEstimators.Names, (credit, estimator) => (credit, estimator)))
        {
            var body = Body(model);
            body["credit"] = new JsonObject { ["method"] = credit, ["temperature"] = 0.2, ["gamma"] = 0.9, ["clip"] = credit == CreditAssignments.ClipDelta ? 0.1 : null };
            (body["advantage"], body["process_weight"], body["verifiable_weight"]) = (estimator, 0.5, 2);
            var reply = await RewardAsync(body);

            var rule = new RewardRule
            {
                Credit = CreditAssignments.Create(credit, new() { Temperature = 0.2, Gamma = 0.9, Clip = credit == CreditAssignments.ClipDelta ? 0.1 : null }).Value,
                Estimator = AdvantageEstimators.Create(estimator).Value,
                ProcessWeight = 0.5,
                VerifiableWeight = 2,
            };
            bool?[][] verdicts = [[false, true, false], [null, null], [true]];
            var own = model == "arith-prm" ? RewardScale.Probability : RewardScale.Logit;
            Rollout[][] rollouts = [.. Groups.Select((group, g) => group.Responses.Select((steps, i) =>
                rule.RolloutOf([.. scored[g][i].Select(score => own.Convert(score, scale))], steps.Length, verdicts[g][i], Counts(steps))).ToArray())];
            var advantages = rule.AdvantagesOf(rollouts);
            for (var g = 0; g < Groups.Length; g++)
            {
                for (var i = 0; i < rollouts[g].Length; i++)
                {
                    var response = reply["groups"]![g]!["responses"]![i]!;
                    var rewards = rollouts[g][i].Rewards();
                    Assert.Equal(isOutcome ? [] : scored[g][i], Floats(response["step_scores"]));
                    Assert.Equal(isOutcome ? scored[g][i][0] : null, response["score"]?.GetValue<float>());
                    Assert.Equal(Floats(rewards), Floats(response["step_rewards"]));
                    Assert.Equal(Floats(rule.Credit.ReturnsOf(rewards)), Floats(response["returns"]));
                    Assert.Equal((float)rule.Credit.OutcomeOf(rewards), response["outcome_reward"]!.GetValue<float>());
                    Assert.Equal((float)rule.Credit.OutcomeOf(rollouts[g][i].StepRewards), response["process_reward"]!.GetValue<float>());
                    if (estimator == AdvantageEstimators.None)
                        Assert.Null(response["advantages"]);
                    else
                        Assert.Equal(Floats(advantages[g][i]), Floats(response["advantages"]));
                }
            }
        }
    }

    [Fact]
    public async Task Hand_computed_numbers_come_out()
    {
        // The outcome model gives one z a response; reward_scale signed makes 2σ(z) - 1 of it, which the last step earns.
        var z = (await ScoresAsync("arith-orm"))[0];
        var body = Body("arith-orm");
        body["groups"] = new JsonArray(body["groups"]![0]!.DeepClone());
        (body["reward_scale"], body["advantage"], body["whiten"], body["verifiable_weight"]) = ("signed", "dr-grpo", false, 0.5);
        var reply = await RewardAsync(body);
        double[] outcomes = [.. z.Select((score, i) => (2 / (1 + Math.Exp(-score[0]))) - 1 + (i == 1 ? 0.5 : 0))];
        var mean = outcomes.Sum() / 3;
        for (var i = 0; i < 3; i++)
        {
            var response = reply["groups"]![0]!["responses"]![i]!;
            Assert.Equal(outcomes[i], response["outcome_reward"]!.GetValue<float>(), 1e-6);
            Assert.All(Floats(response["advantages"]), advantage => Assert.Equal(outcomes[i] - mean, advantage, 1e-6));
            Assert.All(Floats(response["step_rewards"])[..^1], reward => Assert.Equal(0, reward));
        }
        Assert.Equal("signed", reply["reward_scale"]!.GetValue<string>());
    }

    [Fact]
    public async Task Min_form_is_computed_by_hand_from_probabilities()
    {
        var p = (await ScoresAsync("arith-prm"))[0][0];
        var body = Body("arith-prm");
        var response = (await RewardAsync(body))["groups"]![0]!["responses"]![0]!;
        double[] r = [.. p.Select(score => (2.0 * score) - 1)];
        double[] w = [.. r.Select(reward => Math.Exp(-reward / 0.1))];
        Assert.Equal(r.Zip(w).Select(pair => pair.First * pair.Second / w.Sum()), Floats(response["step_rewards"]).Select(reward => (double)reward), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(-1, response["outcome_reward"]!.GetValue<float>(), 1e-3); // its second step is wrong
    }

    [Fact]
    public async Task Token_lists_are_as_long_as_the_response_and_sum_to_the_steps()
    {
        var body = Body("arith-prm");
        (body["include"], body["advantage"]) = (new JsonArray("tokens"), "rloo-token");
        var reply = await RewardAsync(body);
        foreach (var (group, g) in Groups.Select((group, g) => (group, g)))
        {
            foreach (var (steps, i) in group.Responses.Select((steps, i) => (steps, i)))
            {
                var response = reply["groups"]![g]!["responses"]![i]!;
                var (rewards, advantages, start) = (Floats(response["token_rewards"]), Floats(response["token_advantages"]), 0);
                Assert.Equal((Counts(steps).Sum(), Counts(steps).Sum()), (rewards.Length, advantages.Length));
                foreach (var (count, k) in Counts(steps).Select((count, k) => (count, k)))
                {
                    Assert.Equal(Floats(response["step_rewards"])[k], rewards[start..(start + count)].Sum());
                    Assert.Equal(Floats(response["step_rewards"])[k], rewards[start + count - 1]);
                    Assert.All(advantages[start..(start + count)], advantage => Assert.Equal(Floats(response["advantages"])[k], advantage));
                    start += count;
                }
            }
        }
    }

    [Fact]
    public async Task Verdicts_are_told_and_what_cannot_be_told_is_no_zero()
    {
        var body = Body("arith-prm");
        body["groups"]![2]!["reference_answer"] = new string('(', 5000);
        body["verifiable_weight"] = 1;
        var reply = await RewardAsync(body);
        string?[] statuses = [.. Responses(reply).Select(response => response["verdict"]?["status"]!.GetValue<string>())];
        Assert.Equal(["incorrect", "correct", "incorrect", null, null, "unverifiable"], statuses);
        Assert.Equal([0f, 1f, 0f, null, null, null], Responses(reply).Select(response => response["verifiable_reward"]?.GetValue<float>()));
        var last = Responses(reply)[^1];
        Assert.Equal(last["process_reward"]!.GetValue<float>(), last["outcome_reward"]!.GetValue<float>());
    }

    [Fact]
    public async Task Verifiable_rewards_alone_do_not_ask_the_model()
    {
        var (server, engine) = await TestServer.StartGatedAsync();
        await using var disposing = server;
        var body = Body(null);
        body["groups"]!.AsArray().RemoveAt(1);
        (body["process_weight"], body["verifiable_weight"], body["advantage"], body["whiten"]) = (0, 3, "dr-grpo", false);
        var reply = await RewardAsync(body, server); // the engine's gate is closed
        engine.Open();
        Assert.Equal([0f, 3f, 0f, 3f], Responses(reply).Select(response => response["outcome_reward"]!.GetValue<float>()));
        Assert.Equal([-1f, 2f, -1f, 3f], Responses(reply).Select(response => Floats(response["advantages"])[0]));
        Assert.All(Responses(reply), response => Assert.Null(response["step_scores"]));
        Assert.Equal(0, reply["usage"]!["tokens"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_bad_rollout_carries_its_error_and_its_group_goes_on_without_it()
    {
        var body = Body("arith-prm");
        body["groups"]![0]!["responses"]![0]!["steps"]![0] = string.Concat(Enumerable.Range(0, 3000).Select(i => i.ToString(CultureInfo.InvariantCulture) + " "));
        body["groups"]![1]!["responses"]![0]!.AsObject().Remove("step_token_counts");
        body["groups"]![2]!["responses"]![0]!["steps"] = new JsonArray();
        (body["on_error"], body["advantage"], body["whiten"]) = ("partial", "rloo-token", false);
        var reply = await RewardAsync(body);
        Assert.Equal(["too_long", null, null, "invalid_request", null, "invalid_request"], Responses(reply).Select(response => response["error"]?["code"]!.GetValue<string>()));
        Assert.Contains("/groups/1/responses/0/step_token_counts", Responses(reply)[3]["error"]!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(Responses(reply)[0]["step_rewards"]);

        body["groups"]![0]!["responses"]!.AsArray().RemoveAt(0);
        body["groups"]![1]!["responses"]!.AsArray().RemoveAt(0);
        body["groups"]!.AsArray().RemoveAt(2);
        body["on_error"] = "fail";
        var without = await RewardAsync(body);
        Assert.Equal(Responses(without).Select(response => Floats(response["advantages"])), new[] { 1, 2, 4 }.Select(i => Floats(Responses(reply)[i]["advantages"])));

        body["groups"]![0]!["responses"]![0]!["steps"]![0] = new string('7', 3000);
        var response = await Server.PostToAsync(Path, body.ToJsonString());
        Assert.Contains("\"/groups/0/responses/0\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suspicious_responses_are_flagged_and_counted()
    {
        var body = Body("arith-prm");
        body["groups"]![1]!["responses"]![1]!["steps"] = new JsonArray(string.Concat(Enumerable.Repeat("Wait, 2 + 3 is 5. ", 20)), "So it is.");
        var reply = await RewardAsync(body);
        var flags = Responses(reply).Select(response => response["flags"]!.AsArray().ToDictionary(flag => flag!["name"]!.GetValue<string>(), flag => flag!["value"]!.GetValue<float>())).ToArray();
        Assert.Equal((1f, 6f), (flags[2]["few_steps"], flags[2]["empty_answer"]));
        Assert.InRange(flags[4]["repetition"], 0.8f, 0.95f);
        Assert.Empty(flags[0]);
        var metrics = await Server.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        Assert.Contains("rewardserve_rewards_flags_total{", metrics, StringComparison.Ordinal);
        Assert.Contains("flag=\"few_steps\"", metrics, StringComparison.Ordinal);
        Assert.Matches("rewards_responses_total\\{.*judged=\"wrong\".*verdict=\"incorrect\"", metrics);
        Assert.Matches("rewards_responses_total\\{.*judged=\"right\".*verdict=\"correct\"", metrics);
    }

    [Fact]
    public async Task Numbers_have_the_same_bits_in_any_company()
    {
        var body = Body("arith-prm");
        (body["whiten"], body["advantage"], body["verifiable_weight"]) = (false, "rloo-token", 1);
        var together = await RewardAsync(body);
        await using var uncached = await TestServer.StartAsync(("Models:Folder", System.IO.Path.Combine(Repository.Root, "models")), ("Models:Default", "arith-prm"), ("Cache:MaxBytes", "0"));
        for (var g = 0; g < Groups.Length; g++)
        {
            var alone = Body("arith-prm");
            alone["groups"] = new JsonArray(body["groups"]![g]!.DeepClone());
            (alone["whiten"], alone["advantage"], alone["verifiable_weight"]) = (false, "rloo-token", 1);
            Assert.Equal(together["groups"]![g]!["responses"]!.ToJsonString(), (await RewardAsync(alone, uncached))["groups"]![0]!["responses"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task Whole_responses_are_split_and_hundreds_of_steps_are_fine()
    {
        var body = new JsonObject
        {
            ["step_separator"] = " | ",
            ["groups"] = new JsonArray(new JsonObject
            {
                ["problem"] = "p",
                ["responses"] = new JsonArray(new JsonObject { ["response"] = string.Join(" | ", Enumerable.Repeat("1", 300)) }, new JsonObject { ["response"] = "1" }),
            }),
            ["advantage"] = "rloo-step",
        };
        var reply = await RewardAsync(body);
        Assert.Equal([300, 1], Responses(reply).Select(response => Floats(response["advantages"]).Length));
    }

    [Fact]
    public async Task Advantages_are_left_out_without_token_counts_unless_they_are_asked_for()
    {
        var reply = await RewardAsync(new() { ["groups"] = new JsonArray(new JsonObject { ["problem"] = "p", ["responses"] = new JsonArray(new JsonObject { ["response"] = "1" }) }) });
        Assert.Equal(("none", "min-form", "signed"), (reply["advantage"]!.GetValue<string>(), reply["credit"]!.GetValue<string>(), reply["reward_scale"]!.GetValue<string>()));
        Assert.Equal("rloo-token", (await RewardAsync(Body("arith-prm")))["advantage"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("arith-orm", "strict-min")]
    [InlineData("arith-orm", "delta")]
    public async Task There_is_no_credit_to_assign_to_steps_that_are_not_judged(string model, string credit)
    {
        var body = Body(model);
        body["credit"] = new JsonObject { ["method"] = credit };
        var response = await Server.PostToAsync(Path, body.ToJsonString());
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("judges whole responses", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generative_models_reward_too_and_what_they_say_unreadably_is_an_error()
    {
        await using var server = await TestServer.StartAsync(("Models:Folder", TestModels.Writing), ("Models:Default", "gen-rm"));
        var rewarded = Responses(await RewardAsync(Body("gen-rm"), server));
        var scored = (await server.ScoreAsync(ScoreBody("gen-rm").ToJsonString()))["results"]!.AsArray();
        Assert.Equal(scored.Select(result => (2 * result!["score"]!.GetValue<float>()) - 1), rewarded.Select(response => response["outcome_reward"]!.GetValue<float>()));
        Assert.All(rewarded, response => Assert.Equal((0, 0), (response["step_scores"]!.AsArray().Count, Floats(response["step_rewards"])[..^1].Count(reward => reward != 0))));

        var body = Body("step-check"); // its weights are random, so that it judges no step
        body["on_error"] = "partial";
        Assert.All(Responses(await RewardAsync(body, server)), response => Assert.Equal("unparsable_verdict", response["error"]!["code"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Grpc_answers_the_same()
    {
        var body = Body("arith-prm");
        (body["include"], body["verifiable_weight"], body["reward_scale"], body["whiten"]) = (new JsonArray("tokens"), 0.5, "model", false);
        body["credit"] = new JsonObject { ["method"] = "clip-delta", ["clip"] = 0.2, ["gamma"] = 0.9 };
        body["on_error"] = "partial";
        body["groups"]![1]!["responses"]![1]!["steps"] = new JsonArray("");
        var expected = await RewardAsync(body);
        var request = new Proto.ComputeRewardsRequest
        {
            Model = "arith-prm",
            VerifiableWeight = 0.5,
            RewardScale = "model",
            Whiten = false,
            OnError = Proto.OnError.Partial,
            Credit = new() { Method = "clip-delta", Clip = 0.2, Gamma = 0.9 },
            Include = { Proto.Include.Tokens },
        };
        request.Groups.AddRange(Groups.Select((group, g) =>
        {
            var message = new Proto.RolloutGroup { Id = $"g{g}", Problem = group.Problem };
            if (group.Answer is { } answer)
                message.ReferenceAnswer = answer;
            message.Responses.AddRange(group.Responses.Select((steps, i) => new Proto.Rollout { Id = $"r{i}", Steps = { g == 1 && i == 1 ? [""] : steps }, StepTokenCounts = { Counts(steps) } }));
            return message;
        }));
        var reply = await Server.Client.ComputeRewardsAsync(request, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(("probability", "clip-delta", "rloo-token"), (reply.RewardScale, reply.Credit, reply.Advantage));
        Assert.Equal(expected["fingerprint"]!.GetValue<string>(), reply.Fingerprint);
        Assert.Equal(["g0", "g1", "g2"], reply.Groups.Select(group => group.Id));
        foreach (var (json, message) in Responses(expected).Zip(reply.Groups.SelectMany(group => group.Responses)))
        {
            Assert.Equal((json["index"]!.GetValue<int>(), json["id"]!.GetValue<string>(), json["error"]?["code"]!.GetValue<string>()), (message.Index, message.Id, message.Error?.Code));
            Assert.Equal(Floats(json["step_scores"]), message.StepScores);
            Assert.Equal(Floats(json["step_rewards"]), message.StepRewards);
            Assert.Equal(Floats(json["returns"]), message.Returns);
            Assert.Equal(Floats(json["advantages"]), message.Advantages);
            Assert.Equal(Floats(json["token_rewards"]), message.TokenRewards);
            Assert.Equal(Floats(json["token_advantages"]), message.TokenAdvantages);
            Assert.Equal((json["outcome_reward"]?.GetValue<float>() ?? 0, json["process_reward"]?.GetValue<float>() ?? 0), (message.OutcomeReward, message.ProcessReward));
            Assert.Equal(json["verifiable_reward"]?.GetValue<float>(), message.HasVerifiableReward ? message.VerifiableReward : null);
            Assert.Equal(json["verdict"]?["status"]!.GetValue<string>(), message.Verdict?.Status);
            Assert.Equal(json["flags"]?.AsArray().Select(flag => (flag!["name"]!.GetValue<string>(), flag["value"]!.GetValue<float>())) ?? [], message.Flags.Select(flag => (flag.Name, flag.Value)));
        }
    }

    private static JsonObject Body(string? model) => new()
    {
        ["model"] = model,
        ["groups"] = new JsonArray([.. Groups.Select((group, g) => new JsonObject
        {
            ["id"] = $"g{g}",
            ["problem"] = group.Problem,
            ["reference_answer"] = group.Answer,
            ["responses"] = new JsonArray([.. group.Responses.Select((steps, i) => new JsonObject
            {
                ["id"] = $"r{i}",
                ["steps"] = new JsonArray([.. steps.Select(step => (JsonNode)step)]),
                ["step_token_counts"] = new JsonArray([.. Counts(steps).Select(count => (JsonNode)count)]),
            })]),
        })]),
    };

    private static JsonObject ScoreBody(string model) => new()
    {
        ["model"] = model,
        ["trajectories"] = new JsonArray([.. Groups.SelectMany(group => group.Responses, (group, steps) => Bodies.Trajectory(group.Problem, steps))]),
    };

    private static int[] Counts(string[] steps) => [.. steps.Select(step => 1 + (step.Length % 7))];

    private static float[] Floats(JsonNode? numbers) => numbers is null ? [] : [.. numbers.AsArray().Select(number => number!.GetValue<float>())];

    private static float[] Floats(double[] numbers) => Array.ConvertAll(numbers, number => (float)number);

    private static JsonNode[] Responses(JsonNode reply) => [.. reply["groups"]!.AsArray().SelectMany(group => group!["responses"]!.AsArray())!];

    /// <summary>Scores of each step, or the one of the response, as the score endpoint gives them. [groups][responses]</summary>
    private async Task<float[][][]> ScoresAsync(string model)
    {
        var results = new Queue<JsonNode?>((await Server.ScoreAsync(ScoreBody(model).ToJsonString()))["results"]!.AsArray());
        return [.. Groups.Select(group => group.Responses.Select(_ =>
        {
            var result = results.Dequeue()!;
            float[] steps = [.. result["steps"]!.AsArray().Select(step => step!["score"]!.GetValue<float>())];
            return steps.Length == 0 ? [result["score"]!.GetValue<float>()] : steps;
        }).ToArray())];
    }

    private async Task<JsonNode> RewardAsync(JsonObject body, TestServer? server = null)
    {
        var response = await (server ?? Server).PostToAsync(Path, body.ToJsonString());
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
