namespace RewardServer.Scoring.Advantages;

/// <summary>What one response of a group earned.</summary>
public sealed record Rollout
{
    /// <summary>Rewards r_k of its steps after credit assignment and weighing, without the verifiable one; at least one, all finite. [steps]</summary>
    public required double[] StepRewards { get; init; }

    /// <summary>The weighted verifiable reward v, which the last step gets; null when there is none, or none that can be told.</summary>
    public double? VerifiableReward { get; init; }

    /// <summary>Tokens of each step as the trainer counts them, its last token included; each at least 1. Null when they are not known. [steps]</summary>
    public IReadOnlyList<int>? StepTokenCounts { get; init; }

    /// <summary>All rewards: those of the steps, with the verifiable one on the last. [steps]</summary>
    /// <param name="unverified">Stands for a verifiable reward that cannot be told.</param>
    public double[] Rewards(double unverified = 0)
    {
        var rewards = (double[])StepRewards.Clone();
        rewards[^1] += VerifiableReward ?? unverified;
        return rewards;
    }
}
