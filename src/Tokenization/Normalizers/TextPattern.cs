using RewardServer.Tokenization.Unicode;

namespace RewardServer.Tokenization.Normalizers;

/// <summary>What a Replace looks for: a string, or a run of whitespace. No expression of a file is ever run.</summary>
/// <param name="Literal">The string; empty for a run.</param>
/// <param name="IsAnySpace">The run is of any whitespace rather than of spaces.</param>
/// <param name="LeastLength">How long a run must be.</param>
internal sealed record TextPattern(string Literal, bool IsAnySpace = false, int LeastLength = 0)
{
    /// <summary>The pattern of a regular expression that is known by its text, or null.</summary>
    public static TextPattern? Find(string expression) => expression switch
    {
        " {2,}" => new(string.Empty, IsAnySpace: false, 2),
        " +" => new(string.Empty, IsAnySpace: false, 1),
        @"\s{2,}" => new(string.Empty, IsAnySpace: true, 2),
        @"\s+" => new(string.Empty, IsAnySpace: true, 1),
        _ => null,
    };

    /// <summary>The next match at or after an index.</summary>
    public bool TryFind(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        start = end = text.Length;
        if (Literal.Length > 0)
        {
            var offset = text[from..].IndexOf(Literal, StringComparison.Ordinal);
            if (offset < 0)
                return false;
            start = from + offset;
            end = start + Literal.Length;
            return true;
        }
        for (var i = from; i < text.Length;)
        {
            var runEnd = i;
            while (runEnd < text.Length && IsSpace(text[runEnd]))
                runEnd++;
            if (runEnd - i >= LeastLength)
            {
                (start, end) = (i, runEnd);
                return true;
            }
            i = runEnd + 1;
        }
        return false;
    }

    // Every whitespace character is one UTF-16 unit.
    private bool IsSpace(char unit) => IsAnySpace ? (RuneClasses.Of(unit) & RuneClass.Space) != 0 : unit == ' ';
}
