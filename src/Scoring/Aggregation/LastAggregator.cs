namespace RewardServer.Scoring.Aggregation;

/// <summary>r_n</summary>
internal sealed class LastAggregator : IRewardAggregator
{
    public string Name => RewardAggregators.Last;

    public float Aggregate(ReadOnlySpan<float> stepScores)
    {
        StepScoreGuard.ThrowIfEmpty(stepScores);
        return stepScores[^1];
    }
}
