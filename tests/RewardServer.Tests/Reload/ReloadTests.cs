extern alias client;
using System.Net;
using System.Text.Json.Nodes;
using client::RewardServer.Client;
using Grpc.Core;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Reload;

/// <summary>What can be replaced by what, and that whatever is refused leaves the old model served.</summary>
public sealed class ReloadTests
{
    private const string Tiny = "tiny-prm";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Models => ReloadFolders.Create(Path.Combine(TestModels.One, Tiny));

    [Fact]
    public async Task Nothing_is_replaced_unless_the_operator_allows_it()
    {
        await using var server = await TestServer.StartAsync(("Models:Folder", Models));
        var problem = await server.ReloadAsync(Tiny, expected: HttpStatusCode.Forbidden);
        Assert.Equal("forbidden", (string)problem["code"]!);
        Assert.Contains("Models:AllowReload", (string)problem["detail"]!, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<RewardException>(() => server.Client.ReloadModelAsync(new() { Name = Tiny }, cancellationToken: Cancel));
        Assert.Equal(StatusCode.PermissionDenied, refused.Status);
    }

    [Fact]
    public async Task Changed_files_are_served_and_unchanged_ones_are_not_loaded()
    {
        var (models, engines) = (Models, new CountedEngines());
        await using var server = await ReloadServer.StartAsync(models, engines);
        var before = await server.ScoreAsync(Bodies.Valid);
        var same = await server.ReloadAsync(Tiny);
        Assert.Equal((string)same["previous_fingerprint"]!, (string)same["fingerprint"]!);
        Assert.Equal(1, engines.Loaded);

        ReloadFolders.ChangeWeights(Path.Combine(models, Tiny), seed: 2);
        var reply = await server.Client.ReloadModelAsync(new() { Name = Tiny }, cancellationToken: Cancel);
        var after = await server.ScoreAsync(Bodies.Valid);
        Assert.Equal((Tiny, (string)before["fingerprint"]!, (string)after["fingerprint"]!), (reply.Model, reply.PreviousFingerprint, reply.Fingerprint));
        Assert.Equal("miss", (string)after["results"]![0]!["cache"]!);
        Assert.NotEqual(Bodies.Bits(before["results"]![0]!), Bodies.Bits(after["results"]![0]!));
        await using var alone = await TestServer.StartAsync(("Models:Folder", models));
        Assert.Equal(Bodies.Bits((await alone.ScoreAsync(Bodies.Valid))["results"]![0]!), Bodies.Bits(after["results"]![0]!));
    }

    [Fact]
    public async Task Another_folder_stays_the_models_own_from_then_on()
    {
        var models = Models;
        await using var server = await ReloadServer.StartAsync(models);
        var moved = (string)(await server.ReloadAsync(Tiny, "next/" + Tiny))["fingerprint"]!;
        Assert.Equal(moved, (string)(await server.ReloadAsync(Tiny))["fingerprint"]!);
        ReloadFolders.ChangeWeights(Path.Combine(models, "next", Tiny), seed: 3);
        Assert.NotEqual(moved, (string)(await server.ReloadAsync(Tiny))["fingerprint"]!);
    }

    [Theory]
    [InlineData("../elsewhere", "not a plain relative path")]
    [InlineData("/etc", "not a plain relative path")]
    [InlineData("next/../../x", "not a plain relative path")]
    [InlineData("next\\tiny-prm", "not a plain relative path")]
    [InlineData("", "not a plain relative path")]
    [InlineData("nothing/here", "holds no folder")]
    [InlineData("link", "is a link")]
    [InlineData("link/tiny-prm", "is a link")]
    [InlineData("empty", "neither a model folder")]
    [InlineData("renamed", "import it with --name tiny-prm")]
    [InlineData("broken", "not a valid manifest")]
    [InlineData("misfit", "max_tokens is 100000")]
    [InlineData("misfit", "readout")]
    public async Task What_cannot_be_served_is_refused_with_the_reason_and_the_old_model_stays(string folder, string reason)
    {
        var (models, engines) = (Models, new CountedEngines());
        await using var server = await ReloadServer.StartAsync(models, engines);
        var before = await server.ScoreAsync(Bodies.Valid);
        MakeUnservable(models);

        var problem = await server.ReloadAsync(Tiny, folder, HttpStatusCode.BadRequest);

        Assert.Contains(reason, (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.Equal("invalid_request", (string)problem["code"]!);
        Assert.Equal((string)before["fingerprint"]!, (string)(await server.ScoreAsync(Bodies.Of("Another", "one").ToJsonString()))["fingerprint"]!);
        Assert.Equal(1, engines.Alive);
    }

    [Fact]
    public async Task Models_named_one_by_one_are_replaced_by_what_lies_in_their_folders_only()
    {
        var models = Models;
        await using var server = await TestServer.StartAsync(("Models:Folder", ""), ("Models:Paths:0", Path.Combine(models, Tiny)), ("Models:AllowReload", "true"));
        await server.ReloadAsync(Tiny, "next/" + Tiny, HttpStatusCode.BadRequest);
        Directory.Move(Path.Combine(models, "next"), Path.Combine(models, Tiny, "next"));
        await server.ReloadAsync(Tiny, "next/" + Tiny);
    }

    [Fact]
    public async Task Model_that_fails_its_check_is_not_served()
    {
        var engines = new CountedEngines();
        engines.Running = (number, items) =>
        {
            foreach (var item in items)
                item.Output.Span.Fill(float.NaN);
            return number > 1;
        };
        await using var server = await ReloadServer.StartAsync(Models, engines);
        var problem = await server.ReloadAsync(Tiny, "next/" + Tiny, HttpStatusCode.BadRequest);
        Assert.Contains("self-check failed", (string)problem["detail"]!, StringComparison.Ordinal);
        await server.ScoreAsync(Bodies.Valid);
        Assert.Equal((2, 1), (engines.Loaded, engines.Alive));
    }

    [Fact]
    public async Task Files_that_change_while_they_are_loaded_are_not_served()
    {
        var (models, engines) = (Models, new CountedEngines());
        engines.Loading = number =>
        {
            if (number == 2)
                ReloadFolders.ChangeWeights(Path.Combine(models, "next", Tiny), seed: 4);
        };
        await using var server = await ReloadServer.StartAsync(models, engines);
        var problem = await server.ReloadAsync(Tiny, "next/" + Tiny, HttpStatusCode.BadRequest);
        Assert.Contains("changed while they were loaded", (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.Equal(1, engines.Alive);
        await server.ReloadAsync(Tiny, "next/" + Tiny);
    }

    [Fact]
    public async Task Reloads_wait_for_each_other()
    {
        using var gate = new ManualResetEventSlim(initialState: false);
        using var entered = new SemaphoreSlim(0);
        var engines = new CountedEngines();
        engines.Loading = number =>
        {
            if (number == 1)
                return;
            entered.Release();
            gate.Wait(TimeSpan.FromMinutes(1), Cancel);
        };
        var models = Models;
        await using var server = await ReloadServer.StartAsync(models, engines);
        var first = server.ReloadAsync(Tiny, "next/" + Tiny);
        await entered.WaitAsync(Cancel);
        var late = await server.PostToAsync($"/v1/models/{Tiny}/reload", "{}", ("X-Request-Timeout-Ms", "50"));
        Assert.Equal(HttpStatusCode.GatewayTimeout, late.StatusCode);
        var second = server.ReloadAsync(Tiny, "next/" + Tiny);
        await server.ScoreAsync(Bodies.Valid); // meanwhile the old one answers
        gate.Set();
        Assert.NotEqual((string)(await first)["previous_fingerprint"]!, (string)(await first)["fingerprint"]!);
        Assert.Equal((string)(await first)["fingerprint"]!, (string)(await second)["previous_fingerprint"]!);
        Assert.Equal(2, engines.Loaded);
    }

    [Fact]
    public async Task Wrong_names_and_pins_are_refused()
    {
        await using var server = await ReloadServer.StartAsync(Models);
        Assert.Equal("unknown_model", (string)(await server.ReloadAsync("other", expected: HttpStatusCode.NotFound))["code"]!);
        Assert.Equal("fingerprint_mismatch", (string)(await server.ReloadAsync(Tiny + "@sha256:00", expected: HttpStatusCode.Conflict))["code"]!);
        await server.ReloadAsync($"{Tiny}@{await server.FingerprintAsync(Tiny)}", "next/" + Tiny);
        var untyped = await server.Http.PostAsync($"/v1/models/{Tiny}/reload", new ByteArrayContent("{}"u8.ToArray()), Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, untyped.StatusCode); // a web page can send that
    }

    [Fact]
    public async Task Pair_of_policy_and_reference_is_replaced_as_one()
    {
        var (models, engines) = (ReloadFolders.Create(Path.Combine(TestModels.Implicit, "tiny-implicit")), new CountedEngines());
        await using var server = await ReloadServer.StartAsync(models, engines);
        var before = await server.ScoreAsync(Bodies.Valid);
        ReloadFolders.ChangeWeights(Path.Combine(models, "tiny-implicit", "reference"), seed: 5);
        await server.ReloadAsync("tiny-implicit");
        var after = await server.ScoreAsync(Bodies.Valid);
        Assert.NotEqual(Bodies.Bits(before["results"]![0]!), Bodies.Bits(after["results"]![0]!));
        await Eventually.HoldsAsync(() => engines.Alive == 2, "both engines of the old pair are freed");

        File.Delete(Path.Combine(models, "tiny-implicit", "reference", "graph.onnx.data"));
        await server.ReloadAsync("tiny-implicit", expected: HttpStatusCode.BadRequest);
        Assert.Equal(2, engines.Alive);
    }

    [Fact]
    public async Task Composed_rewards_are_composed_anew()
    {
        (string, string)[] reward =
        [
            ("Rewards:both:Method", "mean"), ("Rewards:both:Components:0:Model", Tiny), ("Rewards:both:Components:1:Model", Tiny), ("Rewards:both:Components:1:Aggregation", "mean"), ("Models:Default", Tiny),
        ];
        var models = Models;
        await using var server = await ReloadServer.StartAsync(models, settings: reward);
        Assert.Contains("reload one of tiny-prm", (string)(await server.ReloadAsync("both", expected: HttpStatusCode.BadRequest))["detail"]!, StringComparison.Ordinal);
        var before = await server.FingerprintAsync("both");
        await server.ReloadAsync(Tiny, "next/" + Tiny);
        await using var alone = await TestServer.StartAsync([("Models:Folder", Path.Combine(models, "next")), .. reward]);
        Assert.NotEqual(before, await server.FingerprintAsync("both"));
        Assert.Equal(await alone.FingerprintAsync("both"), await server.FingerprintAsync("both"));
        var body = Bodies.Of("What is 2 + 3?", "2 + 3 = 5");
        body["model"] = "both";
        Assert.Equal(Bodies.Bits((await alone.ScoreAsync(body.ToJsonString()))["results"]![0]!), Bodies.Bits((await server.ScoreAsync(body.ToJsonString()))["results"]![0]!));
    }

    [Fact]
    public async Task Reward_that_the_new_model_does_not_fit_keeps_the_old_one()
    {
        var models = Models;
        await using var server = await ReloadServer.StartAsync(
            models, null, ("Rewards:both:Method", "product"), ("Rewards:both:Components:0:Model", Tiny), ("Rewards:both:Components:1:Verifier", "math"), ("Models:Default", Tiny));
        Variant(models, "signed", manifest => manifest["readout"] = new JsonObject { ["name"] = "softmax-difference", ["positive"] = 1, ["negative"] = 0 });
        var problem = await server.ReloadAsync(Tiny, "signed", HttpStatusCode.BadRequest);
        Assert.Contains("Rewards:both", (string)problem["detail"]!, StringComparison.Ordinal);
        await server.ScoreAsync(Bodies.Valid);
    }

    [Fact]
    public async Task Checkpoint_is_imported_again_and_nothing_of_it_kept()
    {
        var (checkpoint, imports) = (Path.Combine(TestModels.NewFolder(), "math-prm"), TestModels.NewFolder());
        ReloadFolders.Copy(TestModels.Checkpoint, checkpoint);
        await using var server = await TestServer.StartAsync(("Models:Folder", ""), ("Models:Paths:0", checkpoint), ("Models:ImportFolder", imports), ("Models:AllowReload", "true"));
        var before = await server.FingerprintAsync("math-prm");
        Assert.Equal(before, (string)(await server.ReloadAsync("math-prm"))["fingerprint"]!);

        SyntheticCheckpoint.Write(checkpoint, new SyntheticDecoder
        {
            Seed = 9,
            HiddenSize = 64,
            IntermediateSize = 128,
            Layers = 2,
            Heads = 4,
            KvHeads = 2,
            Vocabulary = 768,
            MaxPositions = TestModels.MaxTokens,
        });
        var after = (string)(await server.ReloadAsync("math-prm"))["fingerprint"]!;
        Assert.NotEqual(before, after);
        Assert.Equal(after, (string)(await server.ScoreAsync(Bodies.Valid))["fingerprint"]!);
        Assert.Single(Directory.GetDirectories(imports));
        Assert.DoesNotContain(server.Log.All, line => line.StartsWith("Importing", StringComparison.Ordinal) && Directory.Exists(line[(line.LastIndexOf(" into ", StringComparison.Ordinal) + 6)..^1]) && !line.Contains(imports, StringComparison.Ordinal));
    }

    private static void MakeUnservable(string models)
    {
        Directory.CreateDirectory(Path.Combine(models, "empty"));
        Directory.CreateSymbolicLink(Path.Combine(models, "link"), Path.Combine(models, "next"));
        Directory.CreateDirectory(Path.Combine(models, "broken"));
        File.WriteAllText(Path.Combine(models, "broken", "reward.json"), "{");
        Variant(models, "renamed", manifest => manifest["name"] = "other");
        Variant(models, "misfit", manifest => (manifest["max_tokens"], manifest["readout"]) = (100_000, new JsonObject { ["name"] = "nothing" }));
    }

    /// <summary>A copy of the model with another manifest.</summary>
    private static void Variant(string models, string name, Action<JsonNode> change)
    {
        ReloadFolders.Copy(Path.Combine(models, Tiny), Path.Combine(models, name));
        var file = Path.Combine(models, name, "reward.json");
        var manifest = JsonNode.Parse(File.ReadAllText(file))!;
        change(manifest);
        File.WriteAllText(file, manifest.ToJsonString());
    }
}
