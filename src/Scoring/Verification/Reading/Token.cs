using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Reading;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    /// <summary>A written number.</summary>
    Number,

    /// <summary>A name of one letter, a Greek letter, or a constant.</summary>
    Letter,

    /// <summary>A word, or the content of <c>\text{…}</c>.</summary>
    Word,

    /// <summary>A function's name.</summary>
    Function,

    /// <summary>A LaTeX command with a meaning of its own.</summary>
    Command,

    /// <summary>A sign: operators, brackets, relations, separators.</summary>
    Sign,

    /// <summary>Behind the last token.</summary>
    End,
}

/// <summary>A piece of notation.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its name, the same for LaTeX and plain notation.</param>
/// <param name="IsSpaced">Whether a space stands before it.</param>
/// <param name="Number">The value of a number.</param>
internal readonly record struct Token(TokenKind Kind, string Text, bool IsSpaced, NumberExpression? Number = null)
{
    public bool Is(string sign) => Kind == TokenKind.Sign && Text == sign;
}
