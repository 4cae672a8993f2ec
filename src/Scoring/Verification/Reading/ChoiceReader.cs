namespace RewardServer.Scoring.Verification.Reading;

/// <summary>Finds the letter of a multiple-choice answer: <c>B</c>, <c>(B)</c>, <c>\textbf{(B)}</c>, <c>B. 42</c>, <c>option B</c>.</summary>
internal static class ChoiceReader
{
    private const char Last = 'J';

    /// <summary>The letter in upper case, and what stands behind it; no letter when the text is no choice.</summary>
    public static (char? Letter, string? Content) Read(string plain)
    {
        var text = WithoutTextCommands(plain).AsSpan().Trim(" ${}*.~");
        var isNamed = false;
        foreach (var word in (ReadOnlySpan<string>)["option ", "choice ", "answer "])
        {
            if (!text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                continue;
            text = text[word.Length..].TrimStart();
            isNamed = true;
        }
        var isBracketed = text is ['(', _, ')', ..];
        var at = isBracketed ? 1 : 0;
        if (at >= text.Length || !char.IsAsciiLetter(text[at]))
            return default;
        var letter = char.ToUpperInvariant(text[at]);
        // A lower-case letter alone is an unknown.
        if (letter > Last || (!char.IsAsciiLetterUpper(text[at]) && !isBracketed && !isNamed))
            return default;
        var rest = text[(at + (isBracketed ? 2 : 1))..];
        if (rest.Trim(" ).:}{$").IsEmpty)
            return (letter, null);
        return isBracketed || rest is ['.' or ':' or ')', ..] ? (letter, rest.TrimStart(" ).:}{~").ToString()) : default;
    }

    private static string WithoutTextCommands(string text)
    {
        foreach (var command in (ReadOnlySpan<string>)["\\textbf", "\\text", "\\mathrm", "\\mathbf", "\\left", "\\right", "\\ ", "\\,", "\\quad"])
        {
            if (text.Contains(command, StringComparison.Ordinal))
                text = text.Replace(command, " ", StringComparison.Ordinal);
        }
        return text.Replace("{(", "(", StringComparison.Ordinal).Replace(")}", ")", StringComparison.Ordinal).Replace("( ", "(", StringComparison.Ordinal).Replace(" )", ")", StringComparison.Ordinal);
    }
}
