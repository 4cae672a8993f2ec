using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using RewardServer.Client;
using RewardServer.TestKit;
using RewardServer.Training.Policies;
using RewardServer.Training.Rewards;
using RewardServer.Training.Rollouts;
using RewardServer.Training.Tests.Policies;
using RewardServer.Training.Tests.RewardModels;

namespace RewardServer.Training.Tests.Rewards;

/// <summary>Against the real server, in a process of its own.</summary>
[Collection(TorchTests.Name)]
public sealed class ServerRewardsTests : IDisposable
{
    private static readonly string Model = Path.Combine(Repository.Root, "models", "arith-prm");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Trainer_learns_from_the_numbers_the_model_and_the_formulas_give()
    {
        var (server, address) = await StartAsync(0);
        using var _ = server;
        using var client = ServerPatience.Client(address);
        var group = new RolloutGroup(new RolloutProblem("What is 2 + 3 * 4?", "14"), true,
        [
            Rollout("3 * 4 = 12, so we get 2 + 12", "2 + 12 = 14, so we get 14"),
            Rollout("3 * 4 = 13, so we get 2 + 13", "2 + 13 = 15, so we get 15"),
            Rollout("2 + 3 = 5, so we get 5 * 4"),
        ]);

        var rewards = await new ServerRewards(client, new RewardOptions { VerifiableWeight = 1, VerifiableShare = 1 }, Patience()).RewardAsync([group], TestContext.Current.CancellationToken);

        using var model = new ServedModel(Model);
        var scores = group.Rollouts.Select(r => model.Score(group.Problem.Text, r.Steps.Texts)).ToArray();
        for (var i = 0; i < scores.Length; i++)
            Assert.Equal(scores[i], rewards[0][i].StepScores, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([1, 0, 0], rewards[0].Select(r => r.Verifiable!.Value));

        // PURE by hand: r = 2p - 1, w = softmax(-r / 0.1), r* = w r; token baseline; v less the others' mean; returns from the end.
        var credited = scores.Select(Credited).ToArray();
        for (var i = 0; i < scores.Length; i++)
        {
            var others = Enumerable.Range(0, scores.Length).Where(j => j != i).ToArray();
            var price = others.Sum(j => credited[j].Sum()) / others.Sum(j => group.Rollouts[j].Steps.TokenCounts.Sum());
            var left = credited[i].Select((r, k) => r - (price * (group.Rollouts[i].Steps.TokenCounts[k] - 1))).ToArray();
            left[^1] += (i == 0 ? 1 : 0) - others.Average(j => j == 0 ? 1.0 : 0);
            for (var k = 0; k < left.Length; k++)
                Assert.Equal(left[k..].Sum(), rewards[0][i].Advantages[k], 1e-5);
        }
    }

    // The server dies while the run is under way and is started again: no step is lost, and no bit is another.
    [Fact]
    public async Task Server_that_is_killed_in_the_middle_comes_back_and_changes_no_bit_of_a_run()
    {
        var notes = new ConcurrentQueue<string>();
        await using var server = await KeptRewardServer.StartAsync(StartAsync, notes.Enqueue, TimeProvider.System);
        using var client = ServerPatience.Client(server.Address);
        await Task.Run(() => Train("calm", client, new Progress<PolicyMetrics>()), TestContext.Current.CancellationToken);
        Assert.Empty(notes);

        await Task.Run(() => Train("disturbed", client, new Callback(line => Kill(line, server.ProcessId))), TestContext.Current.CancellationToken);

        Assert.Equal(2, notes.Count(note => note.Contains("is started again", StringComparison.Ordinal)));
        foreach (var file in new[] { "model.safetensors", "optimizer.bin" })
            Assert.Equal(Bytes("calm", "checkpoints", "update-000003", file), Bytes("disturbed", "checkpoints", "update-000003", file));
        Assert.Equal(Bytes("calm", "samples.jsonl"), Bytes("disturbed", "samples.jsonl"));
        Assert.Equal(Metrics("calm"), Metrics("disturbed"));

        static void Kill(PolicyMetrics line, int id)
        {
            if (line.Update is 1 or 2)
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
                process.WaitForExit();
            }
        }
    }

    [Fact]
    public async Task Server_that_never_listens_is_said_at_once_and_one_that_fails_to_come_back_is_tried_again()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => KeptRewardServer.StartAsync(_ => throw new InvalidOperationException("no"), _ => { }, TimeProvider.System));

        var (notes, ports) = (new ConcurrentQueue<string>(), new ConcurrentQueue<int>());
        var back = new TaskCompletionSource();
        await using var server = await KeptRewardServer.StartAsync(StartOrFailAsync, notes.Enqueue, TimeProvider.System);
        using (var process = Process.GetProcessById(server.ProcessId))
            process.Kill();
        await back.Task.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal([0, server.Address.Port, server.Address.Port], ports);
        Assert.Contains("not yet", notes);

        async Task<(RewardServerProcess Server, Uri Address)> StartOrFailAsync(int port)
        {
            ports.Enqueue(port);
            if (ports.Count == 2)
                throw new InvalidOperationException("not yet");
            var started = await StartAsync(port);
            if (ports.Count == 3)
                back.SetResult();
            return started;
        }
    }

    [Fact]
    public async Task Server_that_stays_away_ends_the_run_with_a_reason()
    {
        using var client = ServerPatience.Client(new Uri("http://127.0.0.1:1"));
        var rewards = new ServerRewards(client, new RewardOptions(), new ServerPatience(TimeSpan.FromSeconds(0.4), TimeProvider.System));

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => rewards.RewardAsync([], TestContext.Current.CancellationToken));

        Assert.Contains("did not answer within", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_that_will_not_pass_is_not_waited_for()
    {
        var (server, address) = await StartAsync(0);
        using var _ = server;
        using var client = ServerPatience.Client(address);
        var group = new RolloutGroup(new RolloutProblem("What is 1 + 1?", "2"), false, [Rollout("1 + 1 = 2")]);

        var exception = await Assert.ThrowsAsync<RewardException>(() =>
            new ServerRewards(client, new RewardOptions { Model = "no-such-model" }, Patience()).RewardAsync([group], TestContext.Current.CancellationToken));

        Assert.Equal("unknown_model", exception.Code);
    }

    private Task<(RewardServerProcess Server, Uri Address)> StartAsync(int port) => RewardServerProcess.StartAsync([Model], 1, port, Path.Combine(folder.FullName, "server.log"));

    private static ServerPatience Patience() => new(TimeSpan.FromMinutes(2), TimeProvider.System);

    private void Train(string name, RewardClient client, IProgress<PolicyMetrics> progress)
    {
        using var policy = TinyPolicies.Create(1);
        using var reference = TinyPolicies.Create(1);
        var rewards = new ServerRewards(client, new RewardOptions(), Patience());
        var setup = TinyPolicies.Setup(policy, reference, rewards, Path.Combine(folder.FullName, name));
        new PolicyTrainer(setup with { Options = setup.Options with { Updates = 3 } }).Run(progress, TestContext.Current.CancellationToken);
    }

    private byte[] Bytes(params string[] path) => File.ReadAllBytes(Path.Combine([folder.FullName, .. path]));

    /// <summary>The lines of a run's metrics, without the speed.</summary>
    private string[] Metrics(string name) =>
        [.. RunLog.Read<PolicyMetrics>(Path.Combine(folder.FullName, name, "metrics.jsonl")).Select(line => JsonSerializer.Serialize(line with { Speed = null }))];

    private static double[] Credited(float[] scores)
    {
        var r = scores.Select(p => (2.0 * p) - 1).ToArray();
        var weights = r.Select(x => Math.Exp(-x / 0.1)).ToArray();
        return [.. r.Select((x, k) => weights[k] / weights.Sum() * x)];
    }

    private static Rollout Rollout(params string[] steps)
    {
        var ids = TinyPolicies.Vocabulary.Response(steps);
        return new Rollout(new RolloutProblem("", ""), [1], new GeneratedResponse(ids, new float[ids.Length], false), ResponseSteps.Split(TinyPolicies.Vocabulary, ids));
    }

    private sealed class Callback(Action<PolicyMetrics> told) : IProgress<PolicyMetrics>
    {
        public void Report(PolicyMetrics value) => told(value);
    }
}
