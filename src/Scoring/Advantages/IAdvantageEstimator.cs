using RewardServer.Scoring.Credit;

namespace RewardServer.Scoring.Advantages;

/// <summary>Turns what the responses of one group earned into advantages A = return - baseline. Pure, in double, in linear time.</summary>
public interface IAdvantageEstimator
{
    /// <summary>The name requests use.</summary>
    string Name { get; }

    /// <summary>Whether every response must say how many tokens its steps have.</summary>
    bool NeedsTokenCounts { get; }

    /// <summary>The advantages of each response's steps. A group of one has nothing to be compared with: its baseline is 0.</summary>
    /// <param name="group">The responses to one problem; at least one.</param>
    /// <param name="credit">How rewards become returns.</param>
    /// <returns>[responses][steps]</returns>
    double[][] Estimate(IReadOnlyList<Rollout> group, ICreditAssignment credit);
}
