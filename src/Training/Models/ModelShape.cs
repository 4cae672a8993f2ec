namespace RewardServer.Training.Models;

/// <summary>Sizes of a Qwen2-architecture model; the names follow <c>config.json</c>.</summary>
internal sealed record ModelShape
{
    /// <summary>Width of the residual stream; a multiple of 16.</summary>
    public int Hidden { get; init; } = 128;

    /// <summary>Width of the gated MLP; a multiple of 16.</summary>
    public int Intermediate { get; init; } = 384;

    /// <summary>Transformer layers.</summary>
    public int Layers { get; init; } = 4;

    /// <summary>Query heads.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Key/value heads; divides <see cref="Heads"/>.</summary>
    public int KvHeads { get; init; } = 2;

    /// <summary>Size of one head; a multiple of 16.</summary>
    public int HeadDim { get; init; } = 32;

    /// <summary>Base of the rotary frequencies.</summary>
    public float RopeTheta { get; init; } = 10_000f;

    /// <summary>Added to the mean square before the root.</summary>
    public float NormEpsilon { get; init; } = 1e-6f;

    /// <summary>Longest input the rotary tables cover, in tokens.</summary>
    public int MaxPositions { get; init; } = 1024;

    /// <summary>Standard deviation of fresh weights.</summary>
    public float InitialDeviation { get; init; } = 0.02f;
}
