using System.Globalization;
using System.Numerics;
using RewardServer.Scoring.Verification.Exact;
using RewardServer.Scoring.Verification.Expressions;

namespace RewardServer.Scoring.Verification.Reading;

/// <summary>Walks over tokens and counts how deep the parser is.</summary>
internal sealed class TokenCursor(IReadOnlyList<Token> given, WorkBudget budget)
{
    /// <summary>How deep groups may be nested.</summary>
    public const int MaxDepth = 64;

    private readonly Token[] _tokens = [.. given];
    private int _at;
    private int _depth;

    public Token Current => _tokens[_at];

    public Token Next => _tokens[Math.Min(_at + 1, _tokens.Length - 1)];

    public bool IsAtEnd => Current.Kind == TokenKind.End;

    /// <summary>The place of the current token, to return to.</summary>
    public int Place => _at;

    public Token Ahead(int offset) => _tokens[Math.Min(_at + offset, _tokens.Length - 1)];

    public Token Take()
    {
        budget.Spend(1);
        var token = _tokens[_at];
        if (_at < _tokens.Length - 1)
            _at++;
        return token;
    }

    public bool TryTake(string sign)
    {
        if (!Current.Is(sign))
            return false;
        Take();
        return true;
    }

    public void Expect(string sign)
    {
        if (!TryTake(sign))
            throw new UnreadableException($"'{sign}' was expected{(IsAtEnd ? " at the end" : $" before '{Show(Current)}'")}");
    }

    /// <summary>Puts the rest of a number in its place: TeX takes one digit.</summary>
    public void Replace(string digits)
    {
        budget.SpendOn(4L * digits.Length);
        var number = BigInteger.Parse(digits, CultureInfo.InvariantCulture);
        _tokens[_at] = _tokens[_at] with { Number = new(new Rational(number)), IsSpaced = false };
    }

    public void ReturnTo(int place) => _at = place;

    /// <summary>Goes one level down.</summary>
    /// <exception cref="UnreadableException">That is deeper than the limit.</exception>
    public void Enter()
    {
        if (++_depth > MaxDepth)
            throw new UnreadableException($"it is nested deeper than {MaxDepth} levels", isLimit: true);
    }

    public void Leave() => _depth--;

    public UnreadableException Unexpected() =>
        new(IsAtEnd ? "it ends in the middle of a formula" : $"'{Show(Current)}' was not expected there");

    private static string Show(Token token) => token.Number?.Text ?? token.Text;
}
