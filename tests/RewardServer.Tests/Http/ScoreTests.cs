using System.Net;
using System.Text.Json.Nodes;
using RewardServer.Models;
using RewardServer.Scoring;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Http;

[Collection(SharedServer.Name)]
public sealed class ScoreTests(ServerFixture fixture)
{
    private TestServer Server => fixture.Server;

    [Fact]
    public async Task Reply_has_every_field_of_the_api()
    {
        var answer = await Server.ScoreAsync("""{"model":"tiny-prm","trajectories":[{"id":"a","problem":"What is 6 * 7?","steps":["6 * 7 = 42","The answer is 42."],"reference_answer":"42"}],"aggregation":"mean","threshold":1}""");
        Assert.Equal("tiny-prm", answer["model"]!.GetValue<string>());
        Assert.StartsWith("sha256:", answer["fingerprint"]!.GetValue<string>(), StringComparison.Ordinal);
        var result = Assert.Single(answer["results"]!.AsArray())!;
        Assert.Equal(0, result["index"]!.GetValue<int>());
        Assert.Equal("a", result["id"]!.GetValue<string>());
        var scores = result["steps"]!.AsArray().Select(step => step!["score"]!.GetValue<float>()).ToArray();
        Assert.Equal(2, scores.Length);
        Assert.All(scores, score => Assert.InRange(score, 0f, 1f));
        Assert.Equal((float)((scores[0] + (double)scores[1]) / 2), result["score"]!.GetValue<float>());
        Assert.Equal("mean", result["aggregation"]!.GetValue<string>());
        Assert.Equal(0, result["first_error"]!.GetValue<int>());
        Assert.Equal(("correct", "42"), (result["verdict"]!["status"]!.GetValue<string>(), result["verdict"]!["answer"]!.GetValue<string>()));
        Assert.Equal(answer["usage"]!["tokens"]!.GetValue<long>(), result["usage"]!["tokens"]!.GetValue<long>());
        Assert.Equal(["tokenize_ms", "queue_ms", "infer_ms", "total_ms"], answer["timings"]!.AsObject().Select(timing => timing.Key));
        Assert.Null(result["receipt"]);
        Assert.Null(result["steps"]![0]!["logits"]);
    }

    [Theory]
    [InlineData("The answer is 7.", "7", "correct")]
    [InlineData("The answer is 8.", "7", "incorrect")]
    [InlineData("So \\\\boxed{\\\\frac{1}{2}}", "\\\\frac{1}{2}", "correct")]
    [InlineData("The answer is 7.\",\"That took 2 steps.", "7", "correct")] // what is marked wins over a number in a remark
    [InlineData("I do not know.", "7", "incorrect")]
    public async Task Answers_are_compared_with_the_reference_answer(string steps, string reference, string status)
    {
        var answer = await Server.ScoreAsync($$"""{"trajectories":[{"problem":"p","steps":["{{steps}}"],"reference_answer":"{{reference}}"}]}""");
        Assert.Equal(status, answer["results"]![0]!["verdict"]!["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task First_error_is_null_when_no_step_is_below_the_threshold()
    {
        var answer = await Server.ScoreAsync("""{"trajectories":[{"problem":"p","steps":["s"]}],"threshold":0}""");
        var result = answer["results"]![0]!.AsObject();
        Assert.True(result.ContainsKey("first_error"));
        Assert.Null(result["first_error"]);
        Assert.False(result.ContainsKey("verdict"));
    }

    [Fact]
    public async Task Spans_are_code_points_of_the_response_and_tokens_of_the_input()
    {
        const string Steps = """{"trajectories":[{"problem":"p","steps":["a𝔸b","cd","é"]}],"include":["spans"]}""";
        Assert.Equal("[[0,3],[5,7],[9,10]]", Spans(await Server.ScoreAsync(Steps), "chars"));

        const string Response = """{"trajectories":[{"problem":"p","response":"a𝔸b||  ||cd||é"}],"step_separator":"||","include":["spans"]}""";
        var whole = await Server.ScoreAsync(Response);
        Assert.Equal("[[0,3],[9,11],[13,14]]", Spans(whole, "chars"));

        var tokens = whole["results"]![0]!["steps"]!.AsArray().Select(step => step!["tokens"]!.AsArray().Select(n => n!.GetValue<int>()).ToArray()).ToArray();
        Assert.All(tokens, span => Assert.True(span[0] < span[1]));
        Assert.True(tokens[0][1] <= tokens[1][0] && tokens[1][1] <= tokens[2][0]);
        Assert.True(tokens[2][1] < whole["results"]![0]!["usage"]!["tokens"]!.GetValue<int>());
    }

    [Fact]
    public async Task Logits_explain_the_scores()
    {
        var answer = await Server.ScoreAsync("""{"trajectories":[{"problem":"p","steps":["s","t"]}],"include":["logits"]}""");
        foreach (var step in answer["results"]![0]!["steps"]!.AsArray())
        {
            var logits = step!["logits"]!.AsArray().Select(logit => (double)logit!.GetValue<float>()).ToArray();
            Assert.Equal(2, logits.Length);
            Assert.Equal(1 / (1 + Math.Exp(logits[0] - logits[1])), step["score"]!.GetValue<float>(), 1e-6);
        }
    }

    [Fact]
    public async Task Receipt_names_what_the_scores_depend_on()
    {
        var answer = await Server.ScoreAsync("""{"trajectories":[{"problem":"receipt","steps":["s"]}],"include":["receipt"]}""");
        var result = answer["results"]![0]!;
        Assert.Equal(
            $"model=tiny-prm;fingerprint={answer["fingerprint"]};format=qwen-prm;readout=softmax;precision=fp32;determinism=stable;tokens={result["usage"]!["tokens"]};cache=miss",
            result["receipt"]!.GetValue<string>());
    }

    [Fact]
    public async Task Scores_do_not_depend_on_neighbours()
    {
        string[] texts = ["one", "a much longer step with many words in it, so that lengths differ", "x", "1 + 1 = 3", "été 𝔸"];
        var alone = new List<int[]>();
        await using var uncached = await TestServer.StartAsync(("Cache:MaxBytes", "0"));
        foreach (var text in texts)
            alone.Add(Bodies.Bits((await uncached.ScoreAsync(Bodies.Of(text + "?", text, "so " + text).ToJsonString()))["results"]![0]!));

        var together = new JsonObject { ["trajectories"] = new JsonArray([.. texts.Select(text => Bodies.Trajectory(text + "?", text, "so " + text))]) };
        var results = (await uncached.ScoreAsync(together.ToJsonString()))["results"]!.AsArray();
        for (var i = 0; i < texts.Length; i++)
            Assert.Equal(alone[i], Bodies.Bits(results[i]!));
    }

    [Fact]
    public async Task Step_tag_in_client_text_stays_text()
    {
        var model = Server.Services.GetRequiredService<ModelCatalog>().Resolve(null);
        var tag = model.Encoded.Input.Tokenizer.FindToken("<extra_0>")!.Value;
        var trajectory = new Trajectory("Is <extra_0> a tag? <|im_end|>", ["a <extra_0> b<extra_0>", "<extra_0>"]);
        var encoded = model.Encoded.Input.Encoder.Encode(trajectory).Value;
        Assert.Equal(2, encoded.Input.TokenIds.Count(id => id == tag));
        Assert.Equal(encoded.Input.ReadPositions, encoded.Input.TokenIds.Index().Where(token => token.Item == tag).Select(token => token.Index));

        var answer = await Server.ScoreAsync(Bodies.Of(trajectory.Problem, [.. trajectory.Steps]).ToJsonString());
        Assert.Equal(2, answer["results"]![0]!["steps"]!.AsArray().Count);
        // A step is scored before what follows it is seen: the tag in the later step changes nothing in the earlier one.
        var shorter = await Server.ScoreAsync(Bodies.Of(trajectory.Problem, trajectory.Steps[0]).ToJsonString());
        Assert.Equal(Bodies.Bits(answer["results"]![0]!)[0], Bodies.Bits(shorter["results"]![0]!)[0]);
    }

    [Fact]
    public async Task Cache_says_hit_partial_or_miss_and_changes_no_bit()
    {
        await using var server = await TestServer.StartAsync();
        var first = Only(await server.ScoreAsync(Bodies.Of("cached?", "s0", "s1").ToJsonString()));
        Assert.Equal(("miss", true), (State(first), Computed(first) == Tokens(first)));

        var again = Only(await server.ScoreAsync(Bodies.Of("cached?", "s0", "s1").ToJsonString()));
        Assert.Equal(("hit", 0L), (State(again), Computed(again)));
        Assert.Equal(Bodies.Bits(first), Bodies.Bits(again));

        var longer = Only(await server.ScoreAsync(Bodies.Of("cached?", "s0", "s1", "s2").ToJsonString()));
        // What both have in common is neither computed nor read again; only what closes the layout lies elsewhere.
        Assert.Equal("partial", State(longer));
        Assert.InRange(Computed(longer), 1, Tokens(longer) - Tokens(first) + 4);
        Assert.Equal(Bodies.Bits(first), Bodies.Bits(longer)[..2]);

        var shorter = Only(await server.ScoreAsync(Bodies.Of("cached?", "s0").ToJsonString()));
        Assert.Equal(Bodies.Bits(first)[..1], Bodies.Bits(shorter));
        var other = Only(await server.ScoreAsync(Bodies.Of("other?", "s0", "s1").ToJsonString()));
        Assert.Equal("miss", State(other));
    }

    [Fact]
    public async Task Candidates_of_one_problem_pay_for_it_once_and_have_the_bits_they_have_alone()
    {
        await using var server = await TestServer.StartAsync();
        await using var plain = await TestServer.StartAsync(("Inference:PrefixCacheBytes", "0"));
        var problem = string.Concat(Enumerable.Range(0, 40).Select(i => $"{i} and "));
        JsonObject Body() => new() { ["trajectories"] = new JsonArray([.. Enumerable.Range(0, 6).Select(i => Bodies.Trajectory(problem, $"s{i}", $"t{i}"))]) };
        var (shared, alone) = (await server.ScoreAsync(Body().ToJsonString()), await plain.ScoreAsync(Body().ToJsonString()));

        Assert.Equal(alone["results"]!.AsArray().Select(result => Bodies.Bits(result!)), shared["results"]!.AsArray().Select(result => Bodies.Bits(result!)));
        long[] tokens = [.. shared["results"]!.AsArray().Select(result => Tokens(result!))], computed = [.. shared["results"]!.AsArray().Select(result => Computed(result!))];
        Assert.Equal(tokens[0], computed[0]);
        Assert.All(computed[1..], count => Assert.InRange(count, 1, 20));
        Assert.Equal(computed.Sum(), shared["usage"]!["computed_tokens"]!.GetValue<long>());
        Assert.Equal(tokens.Sum(), alone["usage"]!["computed_tokens"]!.GetValue<long>());
    }

    [Fact]
    public async Task Truncation_is_reported()
    {
        var body = Bodies.Of(string.Concat(Enumerable.Repeat("?! ", 600)), "s0", "s1");
        body["truncation"] = "left";
        var left = Only(await Server.ScoreAsync(body.ToJsonString()));
        Assert.Equal("left", left["truncated"]!["side"]!.GetValue<string>());
        Assert.True(left["truncated"]!["dropped_tokens"]!.GetValue<int>() > 0);
        Assert.Equal(TestModels.MaxTokens, Tokens(left));
        Assert.Equal(2, left["steps"]!.AsArray().Count);

        var many = Bodies.Of("p", [.. Enumerable.Range(0, 200).Select(i => $"step {i} is here")]);
        many["truncation"] = "right";
        var right = Only(await Server.ScoreAsync(many.ToJsonString()));
        Assert.Equal("right", right["truncated"]!["side"]!.GetValue<string>());
        Assert.Equal(200, right["truncated"]!["dropped_steps"]!.GetValue<int>() + right["steps"]!.AsArray().Count);
    }

    [Fact]
    public async Task Partial_call_answers_what_it_can()
    {
        var body = new JsonObject
        {
            ["on_error"] = "partial",
            ["trajectories"] = new JsonArray(
                Bodies.Trajectory("good", "s"),
                Bodies.Trajectory(new string('?', 3000), "s"),
                Bodies.Trajectory("empty step", "s", ""),
                Bodies.Trajectory("good too", "s")),
        };
        var results = (await Server.ScoreAsync(body.ToJsonString()))["results"]!.AsArray();
        Assert.Equal([null, "too_long", "invalid_request", null], results.Select(result => result!["error"]?["code"]!.GetValue<string>()));
        Assert.Equal([0, 1, 2, 3], results.Select(result => result!["index"]!.GetValue<int>()));
        Assert.Null(results[1]!["score"]);
        Assert.Single(results[3]!["steps"]!.AsArray());
    }

    [Fact]
    public async Task Streamed_results_are_the_same_and_end_with_the_totals()
    {
        var body = new JsonObject { ["trajectories"] = new JsonArray([.. Enumerable.Range(0, 20).Select(i => Bodies.Trajectory($"problem {i}", "s", "t"))]) };
        var whole = await Server.ScoreAsync(body.ToJsonString());
        var response = await Server.PostAsync(body.ToJsonString(), ("Accept", "application/x-ndjson"));
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var lines = text.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(21, lines.Length);
        foreach (var line in lines[..20])
            Assert.Equal(Bodies.Bits(whole["results"]![line["index"]!.GetValue<int>()]!), Bodies.Bits(line));
        Assert.Equal(20, lines[..20].Select(line => line["index"]!.GetValue<int>()).Distinct().Count());
        Assert.Equal(whole["usage"]!["tokens"]!.GetValue<long>(), lines[20]["usage"]!["tokens"]!.GetValue<long>());
        Assert.Null(lines[20]["results"]);
    }

    [Fact]
    public async Task Stream_that_is_refused_is_an_ordinary_problem()
    {
        var response = await Server.PostAsync("{}", ("Accept", "application/x-ndjson"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Reply_carries_server_timing()
    {
        var response = await Server.PostAsync(Bodies.Valid);
        Assert.Matches(@"^tokenize;dur=[\d.]+, queue;dur=[\d.]+, infer;dur=[\d.]+, total;dur=[\d.]+$", Assert.Single(response.Headers.GetValues("Server-Timing")));
    }

    [Fact]
    public async Task No_text_of_users_is_logged()
    {
        const string Secret = "qwertzuiop-secret";
        await Server.ScoreAsync(Bodies.Of(Secret, Secret).ToJsonString());
        await Server.PostAsync($$"""{"trajectories":[{"problem":"{{Secret}}"}],"{{Secret}}":1}""");
        Assert.DoesNotContain(Server.Log.All, line => line.Contains(Secret, StringComparison.Ordinal));
        Assert.NotEmpty(Server.Log.All);
    }

    private static string Spans(JsonNode answer, string name) =>
        new JsonArray([.. answer["results"]![0]!["steps"]!.AsArray().Select(step => step![name]!.DeepClone())]).ToJsonString();

    private static JsonNode Only(JsonNode answer) => Assert.Single(answer["results"]!.AsArray())!;

    private static string State(JsonNode result) => result["cache"]!.GetValue<string>();

    private static long Tokens(JsonNode result) => result["usage"]!["tokens"]!.GetValue<long>();

    private static long Computed(JsonNode result) => result["usage"]!["computed_tokens"]!.GetValue<long>();
}
