namespace RewardServer.Modeling.Checkpoints;

/// <summary>What config.json says of a decoder: its shape and the switches that change a number.</summary>
internal sealed record DecoderConfig
{
    /// <summary>First entry of <c>architectures</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The decoder family.</summary>
    public required DecoderFamily Family { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width inside the feed-forward part.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Transformer layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key/value heads; divides <see cref="Heads"/>.</summary>
    public required int KvHeads { get; init; }

    /// <summary>Size of one head; even.</summary>
    public required int HeadDim { get; init; }

    /// <summary>Rows of the embedding.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Positions the model was made for.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>Epsilon of every RMS norm.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>Rotary embedding.</summary>
    public required RotaryScaling Rotary { get; init; }

    /// <summary>Per layer: how many keys a query sees at most, itself included; null for all of them.</summary>
    public required IReadOnlyList<int?> Windows { get; init; }

    /// <summary>Whether query, key and value have biases.</summary>
    public required bool QkvBias { get; init; }

    /// <summary>Whether the attention output projection has a bias.</summary>
    public required bool AttentionOutputBias { get; init; }

    /// <summary>Whether the feed-forward projections have biases.</summary>
    public required bool MlpBias { get; init; }

    /// <summary>Whether the LM head is the embedding.</summary>
    public required bool TiesEmbeddings { get; init; }

    /// <summary>Labels of a classifier, when config.json says.</summary>
    public int? Labels { get; init; }

    /// <summary>What it says of a reward head.</summary>
    public HeadConfig Head { get; init; } = new();

    /// <summary>What the checkpoint was saved as; a hint at best.</summary>
    public string? NameOrPath { get; init; }

    /// <summary>Number format of the checkpoint in config.json's words, such as <c>bfloat16</c>.</summary>
    public string? DataType { get; init; }

    /// <summary>Whether queries and keys are normalised per head.</summary>
    public bool NormalizesQueryAndKey => Family == DecoderFamily.Qwen3;
}
