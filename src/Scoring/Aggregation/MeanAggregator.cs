namespace RewardServer.Scoring.Aggregation;

/// <summary>sum r_t / n</summary>
internal sealed class MeanAggregator : IRewardAggregator
{
    public string Name => RewardAggregators.Mean;

    public float Aggregate(ReadOnlySpan<float> stepScores)
    {
        StepScoreGuard.ThrowIfEmpty(stepScores);
        var sum = 0.0;
        foreach (var r in stepScores)
            sum += r;
        return (float)(sum / stepScores.Length);
    }
}
