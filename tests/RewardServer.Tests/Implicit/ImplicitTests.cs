extern alias client;
using System.Net;
using System.Text.Json.Nodes;
using client::Reward.V1;
using RewardServer.Models;
using RewardServer.Scoring.Manifests;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Implicit;

public sealed class ImplicitTests : IAsyncLifetime
{
    private static readonly string[] Steps = ["12 * 4 = 48 pens.", "48 - 9 = 39.\n", "The answer is 39."];

    private TestServer? _server;

    private TestServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(("Models:Folder", TestModels.Implicit));

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();

    [Fact]
    public async Task Scores_are_beta_times_the_log_ratios_up_to_the_end_of_each_step()
    {
        var steps = (await ScoreAsync(Server, Body("How many?", Steps), "tokens"))["steps"]!.AsArray();

        var sum = 0.0;
        foreach (var step in steps)
        {
            var ratios = step!["token_log_ratios"]!.AsArray().Select(ratio => ratio!.GetValue<float>()).ToArray();
            Assert.Equal(ratios.Length, step["token_ids"]!.AsArray().Count);
            Assert.Contains(ratios, ratio => Math.Abs(ratio) > 1e-3);
            sum += ratios.Sum(ratio => (double)ratio);
            Assert.Equal(0.5 * sum, step["score"]!.GetValue<float>(), 1e-4);
        }
    }

    [Fact]
    public async Task The_tokens_that_count_are_those_of_the_answer()
    {
        var steps = (await ScoreAsync(Server, Body("How many?", Steps), "tokens"))["steps"]!.AsArray();
        int[] ids = [.. steps.SelectMany(step => step!["token_ids"]!.AsArray().Select(id => id!.GetValue<int>()))];

        var text = Model(Server).Encoded.Input.Tokenizer.Decode(ids, skipSpecial: false);
        Assert.Equal($"Step 1: {Steps[0]}\n\nStep 2: {Steps[1]}\n\nStep 3: {Steps[2]}<|im_end|>", text);
    }

    [Fact]
    public async Task Logits_are_the_log_probabilities_of_policy_and_reference()
    {
        var step = (await ScoreAsync(Server, Body("How many?", Steps), "tokens", "logits"))["steps"]![1]!;
        float[] logits = [.. step["logits"]!.AsArray().Select(logit => logit!.GetValue<float>())];
        float[] ratios = [.. step["token_log_ratios"]!.AsArray().Select(ratio => ratio!.GetValue<float>())];

        Assert.All(logits, logit => Assert.InRange(logit, -50, 0));
        Assert.Equal(ratios, logits.Chunk(2).Select(pair => pair[0] - pair[1]));
    }

    [Fact]
    public async Task Bits_are_the_same_alone_in_a_batch_and_from_the_cache()
    {
        await using var uncached = await TestServer.StartAsync(("Models:Folder", TestModels.Implicit), ("Cache:MaxBytes", "0"));
        JsonObject[] bodies = [.. Enumerable.Range(1, 12).Select(i => Bodies.Trajectory($"Problem {i}?", [.. Steps.Take(1 + (i % 3)), new string('x', i * 7)]))];
        var alone = new List<int[]>();
        foreach (var body in bodies)
            alone.Add(Bodies.Bits((await uncached.ScoreAsync(Call([body]).ToJsonString()))["results"]![0]!));

        var together = (await uncached.ScoreAsync(Call(bodies).ToJsonString()))["results"]!.AsArray();
        Assert.Equal(alone, together.Select(result => Bodies.Bits(result!)));
        for (var round = 0; round < 2; round++)
        {
            var cached = (await Server.ScoreAsync(Call(bodies).ToJsonString()))["results"]!.AsArray();
            Assert.Equal(alone, cached.Select(result => Bodies.Bits(result!)));
            Assert.All(cached, result => Assert.Equal(round == 1, result!["cache"]!.GetValue<string>() == "hit"));
        }
    }

    [Fact]
    public async Task A_longer_trajectory_reuses_the_steps_it_shares()
    {
        // A step's last token is the first of what follows it, so the second step is shared only while a third begins as before.
        await ScoreAsync(Server, Body("Shared?", Steps));
        Assert.Equal("partial", (await ScoreAsync(Server, Body("Shared?", [.. Steps[..2], "Another third step."])))["cache"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_pair_of_one_model_with_itself_scores_zero()
    {
        var folder = TestModels.ImportPair("self", "self", TestModels.Language(1), TestModels.Language(1), new() { Beta = 1, Reading = ImplicitManifest.Single });
        await using var server = await TestServer.StartAsync(("Models:Folder", Path.GetDirectoryName(folder)!));
        var result = await ScoreAsync(server, Body("How many?", Steps));
        Assert.All(result["steps"]!.AsArray(), step => Assert.Equal(0, step!["score"]!.GetValue<float>()));
        Assert.Null(result["first_error"]);
    }

    [Fact]
    public async Task Grpc_answers_the_same()
    {
        var expected = (await ScoreAsync(Server, Body("How many?", Steps), "tokens"))["steps"]!.AsArray();
        var request = new ScoreRequest { Options = new() { Include = { Include.Tokens } }, Trajectories = { new Trajectory { Problem = "How many?", Steps = { Steps } } } };
        var steps = (await Server.Client.ScoreAsync(request, cancellationToken: TestContext.Current.CancellationToken)).Results[0].Steps;

        Assert.Equal(expected.Select(step => step!["score"]!.GetValue<float>()), steps.Select(step => step.Score));
        Assert.Equal(expected[0]!["token_ids"]!.AsArray().Select(id => id!.GetValue<int>()), steps[0].TokenIds);
        Assert.Equal(expected[0]!["token_log_ratios"]!.AsArray().Select(ratio => ratio!.GetValue<float>()), steps[0].TokenLogRatios);
    }

    [Fact]
    public async Task The_model_is_described_with_its_layout_and_scale()
    {
        var info = JsonNode.Parse(await Server.Http.GetStringAsync("/v1/models/tiny-implicit", TestContext.Current.CancellationToken))!;
        Assert.Equal(("implicit", "eurus-prm", "qwen2.5", "logit"), (Text(info, "kind"), Text(info, "format"), Text(info, "layout"), Text(info, "scale")));
        Assert.Equal(0, info["threshold"]!.GetValue<float>());
        Assert.Equal(["/v1/score", "/v1/best-of-n", "/v1/rewards"], info["calls"]!.AsArray().Select(call => call!.GetValue<string>()));
    }

    [Theory]
    [InlineData("tokens")]
    [InlineData("details")]
    public async Task A_part_that_the_model_cannot_give_is_refused(string part)
    {
        await using var server = await TestServer.StartAsync();
        var response = await server.PostAsync(Body("How many?", Steps, part).ToJsonString());
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("/include", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_self_check_passes() =>
        Assert.Null(await ModelSelfCheck.RunAsync(Model(Server), TestContext.Current.CancellationToken));

    [Fact]
    public void Tokenizers_make_a_pair_by_what_they_mean()
    {
        var other = TestModels.Language(3);
        var file = Path.Combine(other, "tokenizer.json");
        var tokenizer = JsonNode.Parse(File.ReadAllText(file))!;
        File.WriteAllText(file, tokenizer.ToJsonString()); // without white space
        var folder = TestModels.ImportPair("respelt", "respelt", TestModels.Language(1), other, new() { Beta = 1 });
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "tokenizer.json")), File.ReadAllBytes(Path.Combine(folder, "reference", "tokenizer.json")));

        var added = tokenizer["added_tokens"]!.AsArray();
        added[0]!["content"] = added[0]!["content"]!.GetValue<string>() + "!";
        File.WriteAllText(file, tokenizer.ToJsonString());
        var exception = Assert.Throws<ModelLoadException>(() => TestModels.ImportPair("refused", "refused", TestModels.Language(1), other, new() { Beta = 1 }));
        Assert.Contains("different tokenizers", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tokenizers_saved_as_several_files_make_a_pair()
    {
        var (policy, reference) = (InSeveralFiles(TestModels.Language(4)), InSeveralFiles(TestModels.Language(5)));
        var folder = TestModels.ImportPair("several-files", "several-files", policy, reference, new() { Beta = 1 });
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "tokenizer.json")), File.ReadAllBytes(Path.Combine(folder, "reference", "tokenizer.json")));

        var merges = File.ReadAllLines(Path.Combine(reference, "merges.txt"));
        File.WriteAllLines(Path.Combine(reference, "merges.txt"), merges[..^1]);
        var exception = Assert.Throws<ModelLoadException>(() => TestModels.ImportPair("fewer-merges", "fewer-merges", policy, reference, new() { Beta = 1 }));
        Assert.Contains("different tokenizers", exception.Message, StringComparison.Ordinal);
    }

    /// <summary>Saves a checkpoint's tokenizer as transformers' slow tokenizers do: vocab.json, merges.txt and the added tokens in tokenizer_config.json.</summary>
    private static string InSeveralFiles(string checkpoint)
    {
        var file = Path.Combine(checkpoint, "tokenizer.json");
        var tokenizer = JsonNode.Parse(File.ReadAllText(file))!;
        var model = tokenizer["model"]!;
        File.WriteAllText(Path.Combine(checkpoint, "vocab.json"), model["vocab"]!.ToJsonString());
        File.WriteAllLines(
            Path.Combine(checkpoint, "merges.txt"),
            model["merges"]!.AsArray().Select(merge => merge is JsonArray pair ? $"{pair[0]} {pair[1]}" : merge!.GetValue<string>()).Prepend("#version: 0.2"));
        var added = tokenizer["added_tokens"]!.AsArray().Select(token => KeyValuePair.Create(token!["id"]!.ToString(), (JsonNode?)token.DeepClone()));
        var config = new JsonObject { ["tokenizer_class"] = "Qwen2Tokenizer", ["added_tokens_decoder"] = new JsonObject(added) };
        File.WriteAllText(Path.Combine(checkpoint, "tokenizer_config.json"), config.ToJsonString());
        File.Delete(file);
        return checkpoint;
    }

    private static string Text(JsonNode node, string key) => node[key]!.GetValue<string>();

    private static ServedModel Model(TestServer server) => server.Services.GetRequiredService<ModelCatalog>().All.Single();

    private static JsonObject Call(JsonObject[] trajectories) => new() { ["trajectories"] = new JsonArray([.. trajectories.Select(trajectory => trajectory.DeepClone())]) };

    private static JsonObject Body(string problem, string[] steps, params string[] include)
    {
        var body = Bodies.Of(problem, steps);
        if (include.Length > 0)
            body["include"] = new JsonArray([.. include.Select(part => (JsonNode)part)]);
        return body;
    }

    private static async Task<JsonNode> ScoreAsync(TestServer server, JsonObject body, params string[] include)
    {
        if (include.Length > 0)
            body["include"] = new JsonArray([.. include.Select(part => (JsonNode)part)]);
        return (await server.ScoreAsync(body.ToJsonString()))["results"]![0]!;
    }
}
