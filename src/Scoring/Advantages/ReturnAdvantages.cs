using RewardServer.Scoring.Credit;

namespace RewardServer.Scoring.Advantages;

/// <summary>A = G, without a baseline. REINFORCE++ whitens it over the batch.</summary>
internal sealed class ReturnAdvantages(string name) : IAdvantageEstimator
{
    public string Name => name;

    public bool NeedsTokenCounts => false;

    public double[][] Estimate(IReadOnlyList<Rollout> group, ICreditAssignment credit) =>
        [.. group.Select(rollout => credit.ReturnsOf(rollout.Rewards()))];
}
