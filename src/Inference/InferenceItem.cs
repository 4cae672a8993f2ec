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

    /// <summary>Sequences of one group are likely to begin alike, as candidates of one problem do; 0: in none. A hint: it changes no output.</summary>
    public int Group { get; init; }

    /// <summary>Tokens at the beginning that the engine has probably seen before, for the scores within them are known. A hint: it changes no output.</summary>
    public int SeenTokens { get; init; }

    /// <summary>Filled by the engine: [read positions, output width], row by row.</summary>
    public required Memory<float> Output { get; init; }

    /// <summary>Filled by the engine: tokens that were computed for this item; the others were a beginning it had, or computes for another.</summary>
    public int ComputedTokens { get; set; }

    /// <summary>Why this item has no usable output although the batch ran; null when all is well.</summary>
    public string? Error { get; internal set; }
}
