using System.Numerics.Tensors;

namespace RewardServer.Scoring.Aggregation;

/// <summary>max r_t</summary>
internal sealed class MaxAggregator : IRewardAggregator
{
    public string Name => RewardAggregators.Max;

    public float Aggregate(ReadOnlySpan<float> stepScores)
    {
        StepScoreGuard.ThrowIfEmpty(stepScores);
        return TensorPrimitives.Max(stepScores);
    }
}
