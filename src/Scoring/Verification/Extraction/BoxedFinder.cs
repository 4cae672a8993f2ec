namespace RewardServer.Scoring.Verification.Extraction;

/// <summary>Finds the last <c>\boxed{…}</c> or <c>\fbox{…}</c> whose braces close.</summary>
internal static class BoxedFinder
{
    private static readonly string[] Commands = ["\\boxed", "\\fbox"];

    /// <summary>The content of the box that starts last; null when there is none. A box that never closes is none.</summary>
    public static string? Find(string text)
    {
        if (!text.Contains(Commands[0], StringComparison.Ordinal) && !text.Contains(Commands[1], StringComparison.Ordinal))
            return null;
        // Innermost open brace last; ~start for a brace that opens a box.
        var open = new Stack<int>();
        var (best, end) = (-1, -1);
        var backslashes = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var isEscaped = backslashes % 2 == 1;
            backslashes = text[i] == '\\' ? backslashes + 1 : 0;
            if (isEscaped)
                continue;
            if (text[i] == '{')
                open.Push(OpensBox(text, i) ? ~i : i);
            else if (text[i] == '}' && open.TryPop(out var start) && start < 0 && ~start > best)
                (best, end) = (~start, i);
        }
        return best < 0 ? FindUnbraced(text) : text[(best + 1)..end];
    }

    private static bool OpensBox(string text, int brace)
    {
        var before = text.AsSpan(0, brace).TrimEnd();
        return before.EndsWith(Commands[0], StringComparison.Ordinal) || before.EndsWith(Commands[1], StringComparison.Ordinal);
    }

    /// <summary><c>\boxed 5</c>: up to the next space or dollar sign.</summary>
    private static string? FindUnbraced(string text)
    {
        var at = text.LastIndexOf(Commands[0] + " ", StringComparison.Ordinal);
        if (at < 0)
            return null;
        var rest = text.AsSpan(at + Commands[0].Length).TrimStart();
        var end = rest.IndexOfAny(" $\n");
        if (end >= 0)
            rest = rest[..end];
        return rest is [] or ['{', ..] ? null : rest.ToString();
    }
}
