using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Reading;

/// <summary>An answer as it was read.</summary>
internal sealed record AnswerReading
{
    /// <summary>The text, trimmed.</summary>
    public required string Source { get; init; }

    /// <summary>The words of the text in lower case, without marks, articles and formatting.</summary>
    public required string Words { get; init; }

    /// <summary>The value; null when the text is only words, or could not be read.</summary>
    public Expression? Value { get; init; }

    /// <summary>Other values the same notation may mean, likelier ones first.</summary>
    public IReadOnlyList<Expression> Alternatives { get; init; } = [];

    /// <summary>The letter of a multiple-choice answer, in upper case.</summary>
    public char? Choice { get; init; }

    /// <summary>Whether the letter is all there is.</summary>
    public bool IsOnlyChoice { get; init; }

    /// <summary>Why the text was not read as mathematics; null when it was.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether a limit is the reason.</summary>
    public bool IsBeyondLimit { get; init; }

    /// <summary>How it was understood, in plain notation.</summary>
    public string? Normalized => Value?.Text ?? (IsBeyondLimit ? null : Words);
}
