using RewardServer.Scoring.Formats;

namespace RewardServer.Scoring.Layouts;

/// <summary>Trims the text at the ends of a turn's content. Tokens stop it; reads and boundaries do not. Emptied texts keep their place.</summary>
internal static class ContentTrimmer
{
    /// <summary>Whitespace off both ends, by the rule of the templates' <c>trim</c> (Python's <c>str.strip</c>).</summary>
    public static IReadOnlyList<InputPiece> Trim(IReadOnlyList<InputPiece> content)
    {
        var pieces = TrimStart(content, IsSpace).ToArray();
        for (var i = pieces.Length - 1; i >= 0 && pieces[i] is not TokenPiece; i--)
        {
            if (pieces[i] is not TextPiece text)
                continue;
            var end = text.Text.Length;
            while (end > 0 && IsSpace(text.Text[end - 1]))
                end--;
            pieces[i] = text with { Text = text.Text[..end] };
            if (end > 0)
                break;
        }

        return pieces;
    }

    /// <summary>What <paramref name="isTrimmed"/> says off the beginning.</summary>
    public static IReadOnlyList<InputPiece> TrimStart(IReadOnlyList<InputPiece> content, Func<char, bool> isTrimmed)
    {
        var pieces = content.ToArray();
        for (var i = 0; i < pieces.Length && pieces[i] is not TokenPiece; i++)
        {
            if (pieces[i] is not TextPiece text)
                continue;
            var start = 0;
            while (start < text.Text.Length && isTrimmed(text.Text[start]))
                start++;
            pieces[i] = text with { Text = text.Text[start..] };
            if (start < text.Text.Length)
                break;
        }

        return pieces;
    }

    // Python also counts the four information separators as space.
    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001c' and <= '\u001f';
}
