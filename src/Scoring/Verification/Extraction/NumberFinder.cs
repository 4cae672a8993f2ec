namespace RewardServer.Scoring.Verification.Extraction;

/// <summary>Finds written numbers in text: sign, thousands separators, decimals, a fraction bar, a percent sign.</summary>
internal static class NumberFinder
{
    /// <summary>The place of the number that comes last; null when the text has none.</summary>
    public static Range? FindLast(string text) => Find(text, isLast: true);

    /// <summary>The place of the number that comes first; null when the text has none.</summary>
    public static Range? FindFirst(string text) => Find(text, isLast: false);

    private static Range? Find(string text, bool isLast)
    {
        Range? found = null;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
                continue;
            var start = StartOf(text, i);
            var end = EndOf(text, i);
            // A fraction: another number right behind a bar.
            if (end + 1 < text.Length && text[end] == '/' && char.IsAsciiDigit(text[end + 1]))
                end = EndOf(text, end + 1);
            if (end < text.Length && text[end] == '%')
                end++;
            found = start..end;
            if (!isLast)
                return found;
            i = end - 1;
        }
        return found;
    }

    private static int StartOf(string text, int digit)
    {
        var start = digit;
        if (start > 0 && text[start - 1] == '.')
            start--;
        if (start > 0 && text[start - 1] == '$')
            start--;
        var hasSign = start > 0 && text[start - 1] is '-' or '\u2212';
        // A minus between two terms is no sign.
        return hasSign && (start < 2 || !(char.IsLetterOrDigit(text[start - 2]) || text[start - 2] is ')' or '}')) ? start - 1 : start;
    }

    private static int EndOf(string text, int at)
    {
        var hasPoint = at > 0 && text[at - 1] == '.';
        while (at < text.Length)
        {
            var isInside = at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]);
            if (char.IsAsciiDigit(text[at]))
                at++;
            else if (text[at] == '.' && isInside && !hasPoint)
                (hasPoint, at) = (true, at + 1);
            else if (text[at] == ',' && isInside && !hasPoint && IsGroup(text, at + 1))
                at++;
            else
                break;
        }
        return at;
    }

    /// <summary>Exactly three digits.</summary>
    private static bool IsGroup(string text, int at) =>
        at + 3 <= text.Length && text.AsSpan(at, 3).IndexOfAnyExceptInRange('0', '9') < 0 && !(at + 3 < text.Length && char.IsAsciiDigit(text[at + 3]));
}
