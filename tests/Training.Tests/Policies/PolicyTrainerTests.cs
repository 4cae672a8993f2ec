using RewardServer.Training.Policies;
using RewardServer.Training.Rewards;
using RewardServer.Training.Tests.RewardModels;

namespace RewardServer.Training.Tests.Policies;

[Collection(TorchTests.Name)]
public sealed class PolicyTrainerTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Policy_learns_what_a_rigged_reward_asks_for()
    {
        var options = TinyPolicies.Options with { Updates = 60, Problems = 4, Responses = 8, MaxResponseTokens = 8, LearningRate = 1e-2, EvaluateEvery = 60, CheckpointEvery = 60, Kl = new() { Coefficient = 0 } };

        var lines = Run("rigged", new RiggedRewards(), options);

        Assert.InRange(lines[1].Rollouts!.Outcome, 0.3, 0.7);
        Assert.True(lines[^1].Rollouts!.Outcome > 0.95, $"The share of even tokens is {lines[^1].Rollouts!.Outcome}.");
    }

    [Fact]
    public void Strong_penalty_holds_the_policy_near_its_reference()
    {
        var options = TinyPolicies.Options with { Updates = 30, Problems = 4, Responses = 8, MaxResponseTokens = 8, LearningRate = 5e-3, EvaluateEvery = 30, CheckpointEvery = 30 };

        var free = Run("free", new RiggedRewards(), options with { Kl = new() { Coefficient = 0 } })[^1].Rollouts!.Kl;
        var held = Run("held", new RiggedRewards(), options with { Kl = new() { Coefficient = 10, IsInLoss = true } })[^1].Rollouts!.Kl;

        Assert.True(held < free / 5, $"KL {held} with a penalty, {free} without.");
    }

    // The process dies in update 4, two updates behind the checkpoint of update 2; what it did since is done again, to the same bits.
    [Fact]
    public void Resumed_run_has_the_bits_of_one_that_never_stopped()
    {
        var whole = Run("whole", new RiggedRewards(), TinyPolicies.Options);
        var evaluations = TinyPolicies.Options.EvaluationProblems;
        var stopped = new RiggedRewards { CallsLeft = (2 * evaluations) + (3 * TinyPolicies.Options.Problems) + 1 };

        Assert.ThrowsAny<Exception>(() => Run("stopped", stopped, TinyPolicies.Options));
        Assert.Equal("update-000002", Path.GetFileName(Assert.Single(Directory.GetDirectories(Path.Combine(folder.FullName, "stopped", "checkpoints")))));
        File.AppendAllText(Path.Combine(folder.FullName, "stopped", "metrics.jsonl"), "{\"update\": 4, \"roll"); // torn
        stopped.CallsLeft = -1;
        var resumed = Run("stopped", stopped, TinyPolicies.Options);

        foreach (var file in new[] { "model.safetensors", "optimizer.bin" })
            Assert.Equal(Bytes("whole", "checkpoints", "update-000006", file), Bytes("stopped", "checkpoints", "update-000006", file));
        Assert.Equal(Bytes("whole", "samples.jsonl"), Bytes("stopped", "samples.jsonl"));
        Assert.Equal(whole.Select(WithoutSpeed), resumed.Select(WithoutSpeed));
    }

    [Fact]
    public void Another_seed_takes_another_course()
    {
        var one = Run("one", new RiggedRewards(), TinyPolicies.Options with { Updates = 1 });
        var other = Run("other", new RiggedRewards(), TinyPolicies.Options with { Updates = 1 }, seed: 4);

        Assert.NotEqual(one[^1].Rollouts!.Entropy, other[^1].Rollouts!.Entropy);
    }

    [Fact]
    public void Trace_shows_rewards_asked_for_while_sampling_goes_on()
    {
        Run("traced", new RiggedRewards(), TinyPolicies.Options with { Updates = 3, Problems = 8, Responses = 1, MaxResponseTokens = 40 });

        var traces = RunLog.Read<UpdateTrace>(Path.Combine(folder.FullName, "traced", "trace.jsonl"));

        Assert.Equal([1, 2, 3], traces.Select(t => t.Update));
        Assert.All(traces, t => Assert.Equal(8, t.Spans.Count(span => span.Part == "rewards")));
        Assert.All(traces, t => Assert.All(t.Spans, span => Assert.True(span.End >= span.Start)));
    }

    private IReadOnlyList<PolicyMetrics> Run(string name, IRewardSource rewards, PolicyOptions options, int seed = 3)
    {
        var path = Path.Combine(folder.FullName, name);
        using var policy = TinyPolicies.Create(1);
        using var reference = TinyPolicies.Create(1);
        var setup = TinyPolicies.Setup(policy, reference, rewards, path) with { Options = options, Seed = seed };
        new PolicyTrainer(setup).Run(new Progress<PolicyMetrics>(), TestContext.Current.CancellationToken);
        return RunLog.Read<PolicyMetrics>(Path.Combine(path, "metrics.jsonl"));
    }

    private byte[] Bytes(params string[] path) => File.ReadAllBytes(Path.Combine([folder.FullName, .. path]));

    private static PolicyMetrics WithoutSpeed(PolicyMetrics line) =>
        line with { Speed = null, Rollouts = line.Rollouts is { } rollouts ? rollouts with { Flags = null } : null };
}
