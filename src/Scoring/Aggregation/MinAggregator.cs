using System.Numerics.Tensors;

namespace RewardServer.Scoring.Aggregation;

/// <summary>min r_t</summary>
internal sealed class MinAggregator : IRewardAggregator
{
    public string Name => RewardAggregators.Min;

    public float Aggregate(ReadOnlySpan<float> stepScores)
    {
        StepScoreGuard.ThrowIfEmpty(stepScores);
        return TensorPrimitives.Min(stepScores);
    }
}
