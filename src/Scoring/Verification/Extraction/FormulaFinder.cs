namespace RewardServer.Scoring.Verification.Extraction;

/// <summary>Finds formulas in text: <c>$…$</c>, <c>$$…$$</c>, <c>\(…\)</c> and <c>\[…\]</c>.</summary>
internal static class FormulaFinder
{
    /// <summary>A formula's place with its marks (outer) and without (inner).</summary>
    internal readonly record struct Formula(Range Outer, Range Inner);

    /// <summary>The formula that ends last.</summary>
    public static Formula? FindLast(string text)
    {
        Formula? last = null;
        foreach (var formula in FindAll(text))
            last = formula;
        return last;
    }

    /// <summary>All formulas, in order. A dollar sign of money does not open one: the text inside starts and ends without a space.</summary>
    public static IEnumerable<Formula> FindAll(string text)
    {
        var (open, mark) = (-1, "");
        for (var i = 0; i < text.Length; i++)
        {
            var found = MarkAt(text, i);
            if (found is null)
            {
                if (text[i] == '\\')
                    i++;
                continue;
            }
            if (open >= 0 && found == ClosingOf(mark) && Closes(text, open + mark.Length, i, found))
            {
                yield return new(open..(i + found.Length), (open + mark.Length)..i);
                open = -1;
            }
            else if (found is not ("\\)" or "\\]"))
            {
                (open, mark) = (i, found);
            }
            i += found.Length - 1;
        }
    }

    private static string? MarkAt(string text, int at)
    {
        var rest = text.AsSpan(at);
        return rest switch
        {
            ['$', '$', ..] => "$$",
            ['$', ..] => "$",
            ['\\', '(', ..] => "\\(",
            ['\\', ')', ..] => "\\)",
            ['\\', '[', ..] => "\\[",
            ['\\', ']', ..] => "\\]",
            _ => null,
        };
    }

    private static string ClosingOf(string mark) => mark switch { "\\(" => "\\)", "\\[" => "\\]", _ => mark };

    private static bool Closes(string text, int start, int end, string mark) =>
        end > start
        && (mark != "$" || (!char.IsWhiteSpace(text[start]) && !char.IsWhiteSpace(text[end - 1]) && !(end + 1 < text.Length && char.IsAsciiDigit(text[end + 1])))
            || (char.IsWhiteSpace(text[start]) && char.IsWhiteSpace(text[end - 1])));
}
