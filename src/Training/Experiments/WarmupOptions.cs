using RewardServer.Training.Runs;

namespace RewardServer.Training.Experiments;

/// <summary>The supervised start of a policy.</summary>
internal sealed record WarmupOptions : TrainingOptions
{
    /// <summary>Short: the policy shall be right about half the time, so that there is room in both directions.</summary>
    public WarmupOptions() => (Seed, Updates, BatchTokens, PeakLearningRate) = (70, 600, 2048, 3e-3);
}
