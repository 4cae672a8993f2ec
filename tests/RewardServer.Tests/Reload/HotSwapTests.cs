extern alias client;
using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using client::Reward.V1;
using RewardServer.Models;
using RewardServer.TestKit;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Reload;

/// <summary>Models are replaced while clients ask: no call fails, none is answered by two models, and what was replaced is freed.</summary>
public sealed class HotSwapTests
{
    private const string Prm = "arith-prm";
    private const int Swaps = 8;

    private static readonly string[][] Trajectories =
    [
        ["What is 2 + 3?", "2 + 3 = 5", "The answer is 5."],
        ["A pen costs 4 and a book costs three times as much. What do both cost?", "The book costs 3 * 4 = 12.", "Both cost 4 + 12 = 16.", "The answer is 16."],
        ["What is 17 - 9?", "17 - 9 = 9", "The answer is 9."],
        ["What is 2 + 3?", "2 + 3 = 6"],
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Under_load_no_call_fails_and_every_reply_is_of_one_model_to_the_bit()
    {
        var models = ReloadFolders.Create(Path.Combine(Repository.Root, "models", Prm));
        var (first, second) = (await ExpectedAsync(models), await ExpectedAsync(Path.Combine(models, "next")));
        Assert.NotEqual(first.Fingerprint, second.Fingerprint);
        var engines = new CountedEngines();
        await using var server = await ReloadServer.StartAsync(models, engines, ("Cache:MaxBytes", "100000")); // small: scores are cached and computed
        var replies = new ConcurrentBag<Reply>();
        var stop = new StrongBox();

        var clients = Enumerable.Range(0, 3).Select(i => Task.Run(() => AskAsync(server, Prm, i, replies, stop), Cancel))
            .Append(Task.Run(() => AskOverGrpcAsync(server, replies, stop), Cancel))
            .Append(Task.Run(() => AskPinnedAsync(server, first.Fingerprint, replies, stop), Cancel)).ToArray();
        for (var swap = 1; swap <= Swaps; swap++)
        {
            var reply = await server.ReloadAsync(Prm, swap % 2 == 1 ? "next/" + Prm : Prm);
            Assert.Equal((swap % 2 == 1 ? second : first).Fingerprint, (string)reply["fingerprint"]!);
            Assert.Equal((swap % 2 == 1 ? first : second).Fingerprint, (string)reply["previous_fingerprint"]!);
            Assert.Equal((string)reply["fingerprint"]!, await server.FingerprintAsync(Prm));
        }
        stop.Value = true;
        await Task.WhenAll(clients);

        Assert.All(replies, reply => Assert.Equal((reply.Fingerprint == first.Fingerprint ? first : second).Bits[reply.Trajectory], reply.Bits));
        Assert.Equal([.. new[] { first.Fingerprint, second.Fingerprint }.Order()], replies.Select(reply => reply.Fingerprint).Distinct().Order());
        await Eventually.HoldsAsync(() => engines.Alive == 1, "all that was replaced is freed");
        Assert.Equal(1 + Swaps, engines.Loaded);
        Assert.Equal(0, server.Services.GetRequiredService<ModelCatalog>().Retiring);
    }

    [Fact]
    public async Task Call_in_flight_ends_with_the_model_it_began_with_which_is_freed_then()
    {
        var models = ReloadFolders.Create(TestModels.One + "/tiny-prm");
        using var gate = new ManualResetEventSlim(initialState: false);
        using var entered = new SemaphoreSlim(0);
        var engines = new CountedEngines { Running = (number, _) => number == 1 && Hold(entered, gate) };
        await using var server = await ReloadServer.StartAsync(models, engines);
        var old = await server.FingerprintAsync("tiny-prm");

        var early = server.ScoreAsync(Bodies.Valid);
        await entered.WaitAsync(Cancel);
        var current = (string)(await server.ReloadAsync("tiny-prm", "next/tiny-prm"))["fingerprint"]!;
        Assert.Equal(current, (string)(await server.ScoreAsync(Bodies.Valid))["fingerprint"]!);
        Assert.Equal((2, 1), (engines.Alive, server.Services.GetRequiredService<ModelCatalog>().Retiring));
        gate.Set();

        Assert.Equal(old, (string)(await early)["fingerprint"]!);
        await Eventually.HoldsAsync(() => engines.Alive == 1, "the replaced model is freed");
    }

    [Fact]
    public async Task Stream_keeps_the_model_it_began_with()
    {
        var models = ReloadFolders.Create(TestModels.One + "/tiny-prm");
        await using var server = await ReloadServer.StartAsync(models);
        var alone = (await server.Client.ScoreAsync(new() { Trajectories = { Message(0) } }, cancellationToken: Cancel)).Results[0];
        var old = await server.FingerprintAsync("tiny-prm");

        using var stream = new RewardService.RewardServiceClient(server.Channel).ScoreStream(cancellationToken: Cancel);
        var bits = new List<int[]>();
        for (var i = 0; i < 3; i++)
        {
            await stream.RequestStream.WriteAsync(new() { Trajectory = Message(0) }, Cancel);
            Assert.True(await stream.ResponseStream.MoveNext(Cancel));
            bits.Add(BitsOf(stream.ResponseStream.Current.Result));
            await server.ReloadAsync("tiny-prm", i % 2 == 0 ? "next/tiny-prm" : "tiny-prm");
        }
        await stream.RequestStream.CompleteAsync();
        Assert.True(await stream.ResponseStream.MoveNext(Cancel));

        Assert.All(bits, one => Assert.Equal(BitsOf(alone), one));
        Assert.Equal(old, stream.ResponseStream.Current.Summary.Fingerprint);
    }

    [Fact]
    public async Task Other_dialects_are_answered_while_models_are_replaced()
    {
        var models = ReloadFolders.Create(Path.Combine(Repository.Root, "models", Prm));
        await using var server = await ReloadServer.StartAsync(models);
        (string Path, string Body)[] calls =
        [
            ("/tei/predict", """{"inputs":"2 + 3 = 5"}"""), ("/slime/reward", """{"prompt":"What is 2 + 3?","response":"2 + 3 = 5"}"""),
            ("/kserve/v2/models/arith-prm/infer", """{"inputs":[{"name":"problem","datatype":"BYTES","shape":[1],"data":["What is 2 + 3?"]},{"name":"response","datatype":"BYTES","shape":[1],"data":["2 + 3 = 5"]}]}"""),
        ];
        var expected = new HttpStatusCode[calls.Length];
        for (var i = 0; i < calls.Length; i++)
            expected[i] = (await server.PostToAsync(calls[i].Path, calls[i].Body)).StatusCode;
        Assert.Contains(HttpStatusCode.OK, expected);

        var stop = new StrongBox();
        var asking = Task.Run(async () =>
        {
            for (var i = 0; !stop.Value; i = (i + 1) % calls.Length)
                Assert.Equal(expected[i], (await server.PostToAsync(calls[i].Path, calls[i].Body)).StatusCode);
        }, Cancel);
        for (var swap = 1; swap <= 4; swap++)
            await server.ReloadAsync(Prm, swap % 2 == 1 ? "next/" + Prm : Prm);
        stop.Value = true;
        await asking;
    }

    [Fact]
    public async Task Replaced_model_leaves_nothing_behind()
    {
        var models = ReloadFolders.Create(TestModels.One + "/tiny-prm");
        await using var server = await ReloadServer.StartAsync(models);
        var old = await AskAndForgetAsync(server);
        await server.ReloadAsync("tiny-prm", "next/tiny-prm");
        await Eventually.HoldsAsync(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return !old.TryGetTarget(out _);
            },
            "nothing holds the replaced model");
    }

    private static async Task<WeakReference<ServedModel>> AskAndForgetAsync(TestServer server)
    {
        await server.ScoreAsync(Bodies.Valid);
        return new(server.Services.GetRequiredService<ModelCatalog>().Resolve(null));
    }

    private static bool Hold(SemaphoreSlim entered, ManualResetEventSlim gate)
    {
        entered.Release();
        gate.Wait(TimeSpan.FromMinutes(1), Cancel);
        return false;
    }

    /// <summary>What one model alone says of every trajectory, in a server of its own.</summary>
    private static async Task<(string Fingerprint, int[][] Bits)> ExpectedAsync(string models)
    {
        await using var server = await TestServer.StartAsync(("Models:Folder", models));
        var reply = await server.ScoreAsync(Body(Prm, [.. Enumerable.Range(0, Trajectories.Length)]));
        return ((string)reply["fingerprint"]!, [.. reply["results"]!.AsArray().Select(result => Bodies.Bits(result!))]);
    }

    private static async Task AskAsync(TestServer server, string model, int seed, ConcurrentBag<Reply> replies, StrongBox stop)
    {
        var random = new Random(seed);
        while (!stop.Value)
        {
            int[] asked = [.. Enumerable.Range(0, 3).Select(_ => random.Next(Trajectories.Length))];
            Note(await server.ScoreAsync(Body(model, asked)), asked, replies);
        }
    }

    /// <summary>Insists on one fingerprint: answered by it, or refused.</summary>
    private static async Task AskPinnedAsync(TestServer server, string fingerprint, ConcurrentBag<Reply> replies, StrongBox stop)
    {
        while (!stop.Value)
        {
            var response = await server.PostAsync(Body($"{Prm}@{fingerprint}", [0, 1]));
            var reply = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
            if (response.StatusCode == HttpStatusCode.Conflict)
            {
                Assert.Equal("fingerprint_mismatch", (string)reply["code"]!);
                continue;
            }
            Assert.Equal((HttpStatusCode.OK, fingerprint), (response.StatusCode, (string)reply["fingerprint"]!));
            Note(reply, [0, 1], replies);
        }
    }

    private static async Task AskOverGrpcAsync(TestServer server, ConcurrentBag<Reply> replies, StrongBox stop)
    {
        for (var i = 0; !stop.Value; i = (i + 1) % Trajectories.Length)
        {
            var response = await server.Client.ScoreAsync(new() { Trajectories = { Message(i) } }, cancellationToken: Cancel);
            replies.Add(new(response.Fingerprint, i, BitsOf(response.Results[0])));
        }
    }

    private static void Note(JsonNode reply, int[] asked, ConcurrentBag<Reply> replies)
    {
        foreach (var (i, result) in reply["results"]!.AsArray().Index())
            replies.Add(new((string)reply["fingerprint"]!, asked[i], Bodies.Bits(result!)));
    }

    private static string Body(string model, int[] trajectories) => new JsonObject
    {
        ["model"] = model,
        ["trajectories"] = new JsonArray([.. trajectories.Select(i => Bodies.Trajectory(Trajectories[i][0], Trajectories[i][1..]))]),
    }.ToJsonString();

    private static Trajectory Message(int i) => new() { Problem = Trajectories[i][0], Steps = { Trajectories[i][1..] } };

    private static int[] BitsOf(TrajectoryResult result) => [.. result.Steps.Select(step => BitConverter.SingleToInt32Bits(step.Score))];

    private sealed record Reply(string Fingerprint, int Trajectory, int[] Bits);

    private sealed class StrongBox
    {
        private volatile bool _value;

        public bool Value
        {
            get => _value;
            set => _value = value;
        }
    }
}
