namespace RewardServer.Scoring.Aggregation;

/// <summary>sum r_t</summary>
internal sealed class SumAggregator : IRewardAggregator
{
    public string Name => RewardAggregators.Sum;

    public float Aggregate(ReadOnlySpan<float> stepScores)
    {
        StepScoreGuard.ThrowIfEmpty(stepScores);
        var sum = 0.0;
        foreach (var r in stepScores)
            sum += r;
        return (float)sum;
    }
}
