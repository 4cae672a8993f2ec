namespace RewardServer.Scoring.Aggregation;

/// <summary>product of r_t</summary>
internal sealed class ProductAggregator : IRewardAggregator
{
    public string Name => RewardAggregators.Product;

    public float Aggregate(ReadOnlySpan<float> stepScores)
    {
        StepScoreGuard.ThrowIfEmpty(stepScores);
        StepScoreGuard.ThrowIfNegative(stepScores);
        var product = 1.0;
        foreach (var r in stepScores)
            product *= r;
        return (float)product;
    }
}
