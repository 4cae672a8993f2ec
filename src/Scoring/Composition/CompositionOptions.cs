namespace RewardServer.Scoring.Composition;

/// <summary>What a method can be told.</summary>
public sealed record CompositionOptions
{
    /// <summary>k when nothing is said, as in best-of-n of arXiv 2310.02743.</summary>
    public const double DefaultVarianceWeight = 0.5;

    /// <value>What each component counts, above 0; one a component. Only sums weigh. [components]</value>
    public required IReadOnlyList<double> Weights { get; init; }

    /// <value>What log-sigmoid takes off each value first; one a component. [components]</value>
    public required IReadOnlyList<double> References { get; init; }

    /// <value>The gate is open from this value on.</value>
    public double Threshold { get; init; } = 0.5;

    /// <value>The value while the gate is shut; 0.</value>
    public double Otherwise { get; init; }

    /// <value>k of mean - k variance.</value>
    public double VarianceWeight { get; init; } = DefaultVarianceWeight;
}
