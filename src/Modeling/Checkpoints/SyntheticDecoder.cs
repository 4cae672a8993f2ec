namespace RewardServer.Modeling.Checkpoints;

/// <summary>
/// Shape of a checkpoint of random weights, for tests and benchmarks: a Qwen2 process reward model, or language model. The defaults are the layers of
/// Qwen2.5-0.5B with a small vocabulary.
/// </summary>
public sealed record SyntheticDecoder
{
    /// <summary>Width of the residual stream.</summary>
    public int HiddenSize { get; init; } = 896;

    /// <summary>Width inside the feed-forward part.</summary>
    public int IntermediateSize { get; init; } = 4864;

    /// <summary>Transformer layers.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Query heads; the size of one is <see cref="HiddenSize"/> over it.</summary>
    public int Heads { get; init; } = 14;

    /// <summary>Key/value heads.</summary>
    public int KvHeads { get; init; } = 2;

    /// <summary>Rows of the embedding.</summary>
    public int Vocabulary { get; init; } = 1024;

    /// <summary>Whether it is a language model whose embedding is also its output layer, not a reward model.</summary>
    public bool IsLanguageModel { get; init; }

    /// <summary>Longest input.</summary>
    public int MaxPositions { get; init; } = 4096;

    /// <summary>Number format of the file.</summary>
    public TensorDataType DataType { get; init; } = TensorDataType.F32;

    /// <summary>Seed of the weights.</summary>
    public int Seed { get; init; } = 1;
}
