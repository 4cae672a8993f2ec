namespace RewardServer.Tokenization.PreTokenizers;

/// <summary>Cuts at every place where a string stands.</summary>
internal sealed class LiteralScanner(string literal, SplitBehavior behavior) : IWordScanner
{
    public int NextEnd(ReadOnlySpan<char> text, int start)
    {
        var rest = text[start..];
        var match = IndexIn(rest, 0);
        return start + behavior switch
        {
            SplitBehavior.MergedWithPrevious => Math.Min(match + literal.Length, rest.Length),
            SplitBehavior.MergedWithNext => match > 0 ? match : IndexIn(rest, literal.Length),
            SplitBehavior.Contiguous => match > 0 ? match : EndOfRun(rest),
            _ => match > 0 ? match : literal.Length,
        };
    }

    public bool Keeps(ReadOnlySpan<char> word) => behavior != SplitBehavior.Removed || !word.SequenceEqual(literal);

    private int IndexIn(ReadOnlySpan<char> text, int from)
    {
        var index = text[from..].IndexOf(literal, StringComparison.Ordinal);
        return index < 0 ? text.Length : from + index;
    }

    private int EndOfRun(ReadOnlySpan<char> text)
    {
        var end = 0;
        while (text[end..].StartsWith(literal, StringComparison.Ordinal))
            end += literal.Length;
        return end;
    }
}
