namespace RewardServer.Pipeline.Inputs;

/// <summary>What a model says of one input. All numbers are finite.</summary>
internal sealed record InputResult
{
    /// <summary>The head's outputs, row-major [positions, <see cref="Width"/>].</summary>
    public required float[] Rows { get; init; }

    /// <summary>Numbers in a row.</summary>
    public required int Width { get; init; }

    /// <summary>What the readout makes of the rows: one score each position, or of an outcome model one in all.</summary>
    public required float[] Scores { get; init; }

    /// <summary>The outcome model's value, the aggregate of the steps' scores by the model's default, or the last token's score.</summary>
    public required float Score { get; init; }

    /// <summary>Tokens of the model's input.</summary>
    public required int Tokens { get; init; }

    /// <summary>Where the head was read, as indices into those tokens.</summary>
    public required IReadOnlyList<int> Positions { get; init; }

    /// <summary>Tokens that truncation left out.</summary>
    public int DroppedTokens { get; init; }
}
