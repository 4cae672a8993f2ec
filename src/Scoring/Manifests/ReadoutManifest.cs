namespace RewardServer.Scoring.Manifests;

/// <summary>How the numbers of the head at a read position become one score.</summary>
public sealed record ReadoutManifest
{
    /// <summary>
    /// <c>softmax</c> (probability of <see cref="Positive"/>), <c>softmax-difference</c> (P(positive) - P(negative)),
    /// <c>sigmoid</c> (of output 0) or <c>identity</c> (output 0 as it is).
    /// </summary>
    public required string Name { get; init; }

    /// <summary>Index of the output that means "good".</summary>
    public int Positive { get; init; } = 1;

    /// <summary>Index of the output that means "bad"; used by two-way readouts.</summary>
    public int Negative { get; init; }
}
