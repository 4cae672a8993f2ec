namespace RewardServer.Scoring.Formats;

/// <summary>A trajectory as the engine sees it.</summary>
/// <param name="Inputs">What is run; most formats make one input, some one a step. The rows of outputs are those of the inputs one after the other.</param>
/// <param name="RowEnds">Per score (one a step, or one in all for an outcome model), one past its last row; a score's rows follow those of the score before it.</param>
/// <param name="StepTokens">Per step, the tokens [Start, End) its text became, in the inputs laid end to end; a token that two texts share belongs to both.</param>
/// <param name="Truncated">What was left out because the caller asked for it; null when the input is whole.</param>
public sealed record EncodedTrajectory(
    EncodedInput[] Inputs,
    int[] RowEnds,
    (int Start, int End)[] StepTokens,
    TruncationReport? Truncated = null)
{
    /// <summary>Whether a BOS was to be put in front and stood there already, so that it was not doubled.</summary>
    public bool HadBos { get; init; }

    /// <summary>Tokens of all inputs together.</summary>
    public int Tokens => Inputs.Sum(input => input.TokenIds.Length);

    /// <summary>Rows of outputs of all inputs together.</summary>
    public int Rows => RowEnds is [.., var last] ? last : 0;

    /// <summary>The input of a format that makes one; throws <see cref="InvalidOperationException"/> when there are several.</summary>
    public EncodedInput Input => Inputs.Length == 1 ? Inputs[0] : throw new InvalidOperationException($"The trajectory has {Inputs.Length} inputs, not one.");

    /// <summary>The rows [Start, End) of a score.</summary>
    public (int Start, int End) RowsOf(int score) => (score == 0 ? 0 : RowEnds[score - 1], RowEnds[score]);

    /// <summary>The targets of a score's rows; for a format that makes one input with targets.</summary>
    public ReadOnlySpan<int> TargetsOf(int score)
    {
        var (start, end) = RowsOf(score);
        return Input.Targets.AsSpan(start, end - start);
    }
}
