using System.Collections.Frozen;
using RewardServer.Scoring.Verification.Exact;

namespace RewardServer.Scoring.Verification.Reading;

/// <summary>Decides what letters in a row are: a function, a constant, a separator, a product of unknowns, or a word.</summary>
internal static class Words
{
    private const int MaxProduct = 3;

    // Short words that no one means as a product.
    private static readonly FrozenSet<string> English = FrozenSet.ToFrozenSet(
        ["a", "an", "the", "is", "no", "yes", "not", "odd", "one", "two", "six", "ten", "all", "any", "for", "if", "of", "to", "by", "at", "on", "it", "as", "we", "be", "dne", "day",
        "per", "sum", "box", "red", "top", "men", "boy", "man", "cat", "dog", "car", "bus", "egg", "sun", "mon", "tue", "wed", "thu", "fri", "sat", "so", "or", "and"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds the tokens of letters in a row outside of any text command.</summary>
    public static void AddPlain(string word, bool isGroupNext, List<Token> tokens, bool isSpaced)
    {
        if (word.Length == 1)
            tokens.Add(new(TokenKind.Letter, word, isSpaced));
        else if (word is "frac" or "dfrac" && isGroupNext)
            tokens.Add(new(TokenKind.Command, "frac", isSpaced));
        else if (Named(word, isSpaced) is { } named)
            tokens.Add(named);
        else if (SplitFunction(word) is { } length)
        {
            tokens.Add(new(TokenKind.Function, word[..length], isSpaced));
            tokens.Add(new(TokenKind.Letter, word[length..], false));
        }
        else if (word.Length <= MaxProduct && !Units.IsUnit(word) && !English.Contains(word) && word.All(char.IsAscii))
        {
            foreach (var letter in word)
                tokens.Add(new(TokenKind.Letter, letter.ToString(), isSpaced));
        }
        else
        {
            tokens.Add(new(TokenKind.Word, word, isSpaced));
        }
    }

    /// <summary>Adds the tokens of a text command's content: a word, or notation when it has none.</summary>
    public static void Add(string content, WorkBudget budget, List<Token> tokens, bool isSpaced)
    {
        var text = content.Trim().TrimEnd('.', ',', ';');
        if (text.Length == 0)
            return;
        var isBehindValue = tokens is [.., { Kind: TokenKind.Number or TokenKind.Letter }] or [.., { Kind: TokenKind.Sign, Text: "}" or ")" or "deg" or "]" }];
        if (Named(text, isSpaced) is { } named)
            tokens.Add(named);
        else if (isBehindValue && Units.IsUnit(text))
            tokens.Add(new(TokenKind.Word, text, isSpaced));
        else if (HasWord(text))
            tokens.Add(new(TokenKind.Word, text, isSpaced));
        else
            tokens.AddRange(Lexer.Read(text, budget).Tokens.SkipLast(1));
    }

    private static Token? Named(string word, bool isSpaced)
    {
        if (Notation.Functions.ContainsKey(word))
            return new(TokenKind.Function, word, isSpaced);
        if (Notation.Letters.TryGetValue(word, out var letter))
            return new(TokenKind.Letter, letter, isSpaced);
        return word.ToLowerInvariant() switch
        {
            "and" => new(TokenKind.Sign, "and", isSpaced),
            "or" => new(TokenKind.Sign, "or", isSpaced),
            "union" => new(TokenKind.Sign, "union", isSpaced),
            "mod" => new(TokenKind.Sign, "mod", isSpaced),
            "percent" => new(TokenKind.Sign, "%", isSpaced),
            "degree" or "degrees" or "deg" => new(TokenKind.Sign, "deg", isSpaced),
            _ => null,
        };
    }

    /// <summary>sinx is sin x; only for one letter behind a name.</summary>
    private static int? SplitFunction(string word) =>
        word.Length >= 3 && Notation.Functions.ContainsKey(word[..^1]) ? word.Length - 1 : null;

    private static bool HasWord(string text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsLetter(text[i]) && char.IsLetter(text[i - 1]))
                return true;
        }
        return false;
    }
}
