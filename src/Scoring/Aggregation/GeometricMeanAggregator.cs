namespace RewardServer.Scoring.Aggregation;

/// <summary>exp(sum log r_t / n): by logarithms, so that a thousand small steps do not underflow; any zero makes it 0.</summary>
internal sealed class GeometricMeanAggregator : IRewardAggregator
{
    public string Name => RewardAggregators.GeometricMean;

    public float Aggregate(ReadOnlySpan<float> stepScores)
    {
        StepScoreGuard.ThrowIfEmpty(stepScores);
        StepScoreGuard.ThrowIfNegative(stepScores);
        var sum = 0.0;
        foreach (var r in stepScores)
            sum += Math.Log(r);
        return (float)Math.Exp(sum / stepScores.Length);
    }
}
