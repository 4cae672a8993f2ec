namespace RewardServer.Scoring.Generative;

/// <summary>How many samples are taken and what becomes of them.</summary>
public sealed record VoteOptions
{
    /// <summary>Samples at most; at least 1.</summary>
    /// <value>The default is 1.</value>
    public int Samples { get; init; } = 1;

    /// <summary>How they vote.</summary>
    /// <value>The default is <see cref="VoteRule.Mean"/>.</value>
    public VoteRule Rule { get; init; }

    /// <summary>
    /// For <see cref="VoteRule.Mean"/>: sampling stops once no further sample could bring the mean to the other side of this. The
    /// score is the mean of what was sampled then. Null takes all samples. A majority always stops once it is certain.
    /// </summary>
    /// <value>The default is null.</value>
    public double? DecisionThreshold { get; init; }
}
