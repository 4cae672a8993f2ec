using RewardServer.Training.Tests.RewardModels;

namespace RewardServer.Training.Tests.Policies;

/// <summary>PRIME without a server; the served pair has tests of its own.</summary>
[Collection(TorchTests.Name)]
public sealed class PrimeTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Reward_model_learns_the_outcomes_and_the_policy_learns_from_both()
    {
        using var run = new RiggedPrime(Folder("learning"));
        var options = TinyPolicies.Options with { Updates = 30, Problems = 4, Responses = 8, MaxResponseTokens = 8, LearningRate = 1e-2, EvaluateEvery = 30, CheckpointEvery = 30, Kl = new() { Coefficient = 0 } };

        var lines = run.Run(options);

        // It starts as its reference: all ratios are 0, σ(0) = 1/2, and the cross-entropy is ln 2 whatever the outcomes.
        Assert.Equal(Math.Log(2), lines[1].RewardModel!.Loss, 1e-4);
        Assert.True(lines[^1].RewardModel!.Loss < 0.4, $"The cross-entropy of outcomes is {lines[^1].RewardModel!.Loss}.");
        Assert.True(lines[^1].RewardModel!.Accuracy > 0.9, $"The reward model is right about {lines[^1].RewardModel!.Accuracy} of the outcomes.");
        Assert.Equal(31, run.Verdicts.Count); // a version before the first batch, and one behind each
        Assert.InRange(run.Verdicts[0].Average(), 0.1, 0.7);
        Assert.True(run.Verdicts[29].Average() > 0.9, $"{run.Verdicts[29].Average()} of the last batch are right.");
    }

    // As for a reward model that stays as it is: the process dies in update 4, two updates behind the checkpoint of update 2.
    [Fact]
    public void Resumed_run_has_the_bits_of_one_that_never_stopped_in_both_models()
    {
        using var whole = new RiggedPrime(Folder("whole"));
        var expected = whole.Run(TinyPolicies.Options);

        using (var stopped = new RiggedPrime(Folder("stopped")) { CallsLeft = (2 * TinyPolicies.Options.EvaluationProblems) + (3 * TinyPolicies.Options.Problems) + 1 })
            Assert.ThrowsAny<Exception>(() => stopped.Run(TinyPolicies.Options));
        Assert.True(Directory.Exists(Path.Combine(Folder("stopped"), "checkpoints", "update-000002", "reward-model")));
        using var resumed = new RiggedPrime(Folder("stopped"));
        var lines = resumed.Run(TinyPolicies.Options);

        foreach (var file in new[] { "model.safetensors", "optimizer.bin", "reward-model/model.safetensors", "reward-model/optimizer.bin" })
            Assert.Equal(Bytes("whole", "checkpoints", "update-000006", file), Bytes("stopped", "checkpoints", "update-000006", file));
        Assert.Equal(Bytes("whole", "reward-model", "model.safetensors"), Bytes("stopped", "reward-model", "model.safetensors"));
        Assert.Equal(expected.Select(line => (line.Update, line.RewardModel, line.Loss)), lines.Select(line => (line.Update, line.RewardModel, line.Loss)));
        Assert.NotEqual(Bytes("whole", "checkpoints", "update-000006", "model.safetensors"), Bytes("whole", "checkpoints", "update-000006", "reward-model/model.safetensors"));
    }

    private string Folder(string name) => Path.Combine(folder.FullName, name);

    private byte[] Bytes(params string[] path) => File.ReadAllBytes(Path.Combine([folder.FullName, .. path]));
}
