namespace RewardServer.Inference;

/// <summary>One sequence of a batch: what to compute and where the numbers go.</summary>
public sealed class InferenceItem
{
    /// <summary>Token ids in order; at least one.</summary>
    public required ReadOnlyMemory<int> TokenIds { get; init; }

    /// <summary>Ascending positions at which the head is read; at least one.</summary>
    public required ReadOnlyMemory<int> ReadPositions { get; init; }

    /// <summary>For target log-probability heads: the target token per read position.</summary>
    public ReadOnlyMemory<int> Targets { get; init; }

    /// <summary>Filled by the engine: [read positions, output width], row by row.</summary>
    public required Memory<float> Output { get; init; }

    /// <summary>Why this item has no usable output although the batch ran; null when all is well.</summary>
    public string? Error { get; internal set; }
}
