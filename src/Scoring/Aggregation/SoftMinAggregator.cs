namespace RewardServer.Scoring.Aggregation;

/// <summary>
/// PURE's min-form outcome reward: w = softmax(-r/T) over the steps, R = sum of w_t r_t. It lies between the minimum (T to 0)
/// and the mean (T to infinity). Not monotone: raising a step far above the minimum can lower it by less than T.
/// </summary>
internal sealed class SoftMinAggregator(float temperature) : IRewardAggregator
{
    public string Name => RewardAggregators.SoftMin;

    public float Aggregate(ReadOnlySpan<float> stepScores)
    {
        StepScoreGuard.ThrowIfEmpty(stepScores);
        var lowest = double.PositiveInfinity;
        foreach (var r in stepScores)
            lowest = Math.Min(lowest, r);

        var (sum, weighted) = (0.0, 0.0);
        foreach (var r in stepScores)
        {
            var w = Math.Exp((lowest - r) / temperature); // the lowest step has weight 1: nothing overflows, the sum is never 0
            sum += w;
            weighted += w * r;
        }

        return (float)(weighted / sum);
    }
}
