namespace RewardServer.Scoring.Aggregation;

/// <summary>Makes one outcome reward of the scores r_t of a trajectory's steps. Pure; computed in double, in the order of the steps.</summary>
public interface IRewardAggregator
{
    /// <summary>The name requests use.</summary>
    string Name { get; }

    /// <summary>Aggregates finite step scores of a supported scale; throws <see cref="ArgumentException"/> when there are none.</summary>
    float Aggregate(ReadOnlySpan<float> stepScores);
}
