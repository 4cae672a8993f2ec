namespace RewardServer.Scoring.Credit;

/// <summary>
/// Turns the scores s_k of a response's steps into the rewards r_k to learn from, and rewards into returns G_k. The two are
/// apart because a verifiable reward may be added to the last step in between. Pure, in double, in linear time.
/// </summary>
public interface ICreditAssignment
{
    /// <summary>The name requests use.</summary>
    string Name { get; }

    /// <summary>How much of the next step's return a step's return holds; 0 where a step answers for itself alone.</summary>
    double Gamma { get; }

    /// <summary>Whether returns are sums of rewards, so that a part of a reward is a part of a return; false where they are minima.</summary>
    bool ReturnsAreSums { get; }

    /// <summary>Step rewards r_k. An empty list gives an empty one.</summary>
    /// <param name="stepScores">Finite scores. Shape [steps].</param>
    /// <returns>Shape [steps].</returns>
    double[] RewardsOf(ReadOnlySpan<float> stepScores);

    /// <summary>Returns G_k: what counts from step k on.</summary>
    /// <param name="stepRewards">Finite rewards. Shape [steps].</param>
    /// <returns>Shape [steps].</returns>
    double[] ReturnsOf(ReadOnlySpan<double> stepRewards);

    /// <summary>The one number of a response: the sum of its rewards, or their minimum where returns are minima; 0 without steps.</summary>
    /// <param name="stepRewards">Finite rewards. Shape [steps].</param>
    double OutcomeOf(ReadOnlySpan<double> stepRewards);
}
