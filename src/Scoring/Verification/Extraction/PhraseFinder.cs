namespace RewardServer.Scoring.Verification.Extraction;

/// <summary>Finds answers that the text announces.</summary>
internal static class PhraseFinder
{
    private const int MaxWholeLength = 300;
    private const int MaxSentenceWords = 4;

    /// <summary>What follows the last "answer is" or "answer:", to the end of its sentence or line.</summary>
    public static string? FindAnswerPhrase(string text)
    {
        const string word = "answer";
        for (var at = text.LastIndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = at == 0 ? -1 : text.LastIndexOf(word, at - 1, StringComparison.OrdinalIgnoreCase))
        {
            var rest = text.AsSpan(at + word.Length).TrimStart("* \t");
            if (rest.StartsWith("is ", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("is:", StringComparison.OrdinalIgnoreCase))
                rest = rest[2..];
            else if (rest is not [':', ..])
                continue;
            var candidate = Candidate(rest.TrimStart(":* \t\r\n"));
            if (candidate.Length > 0)
                return candidate;
        }
        return null;
    }

    /// <summary>The rest of the line behind the last <c>####</c>.</summary>
    public static string? FindHashes(string text)
    {
        var at = text.LastIndexOf("####", StringComparison.Ordinal);
        return at < 0 ? null : FirstLine(text.AsSpan(at + 4).TrimStart("# \t")).Trim().ToString();
    }

    /// <summary>The whole text, when it is one short line without words, but for one behind a number (a unit) or alone.</summary>
    public static string? FindWhole(string text)
    {
        var trimmed = text.AsSpan().Trim();
        return trimmed.Length > MaxWholeLength || trimmed.Contains('\n') || CountWords(trimmed) > 1 || OpensWithWord(trimmed) ? null : trimmed.ToString();
    }

    /// <summary>"just 42" is a sentence, "42 cm" is none.</summary>
    private static bool OpensWithWord(ReadOnlySpan<char> text) =>
        text.Length > 1 && char.IsLetter(text[0]) && char.IsLetter(text[1]) && text.ContainsAnyInRange('0', '9') && text.IndexOf(' ') is > 0 and var space && CountWords(text[..space]) == 1;

    private static string Candidate(ReadOnlySpan<char> tail)
    {
        var sentence = Sentence(tail).Trim(" *\t\r").ToString();
        var formulas = FormulaFinder.FindAll(sentence).Take(2).ToArray();
        if (formulas.Length == 1)
            return sentence[formulas[0].Inner].Trim();
        if (CountWords(sentence) > MaxSentenceWords && NumberFinder.FindFirst(sentence) is { } number)
            return sentence[number];
        return sentence;
    }

    private static ReadOnlySpan<char> FirstLine(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf('\n');
        return end < 0 ? text : text[..end];
    }

    /// <summary>Up to the line's end, or a full stop with a space or the end behind it; a decimal point has neither.</summary>
    private static ReadOnlySpan<char> Sentence(ReadOnlySpan<char> text)
    {
        // Not further: a response may announce thousands of empty answers, and each would look at all that follows.
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '.' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]) || text[i + 1] == '*')))
                return text[..i];
        }
        return text;
    }

    /// <summary>Runs of two or more letters that no backslash turns into a command.</summary>
    private static int CountWords(ReadOnlySpan<char> text)
    {
        var words = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsLetter(text[i]))
                continue;
            var start = i;
            while (i + 1 < text.Length && char.IsLetter(text[i + 1]))
                i++;
            if (i > start && (start == 0 || text[start - 1] != '\\'))
                words++;
        }
        return words;
    }
}
