using System.Buffers;
using RewardServer.Tokenization.Unicode;

namespace RewardServer.Tokenization.AddedTokens;

/// <summary>Finds added tokens in a text: leftmost, of those the longest, as their flags allow.</summary>
internal sealed class AddedTokenMatcher
{
    private readonly Dictionary<long, int> _edges = [];
    private readonly List<AddedToken?> _endings = [null];
    private readonly SearchValues<char> _firstUnits;

    /// <summary>A matcher for tokens, each with the content it is looked for by (the normalized one, if it is).</summary>
    public AddedTokenMatcher(IEnumerable<(string Content, AddedToken Token)> tokens)
    {
        var firstUnits = new HashSet<char>();
        foreach (var (content, token) in tokens.Where(t => t.Content.Length > 0))
        {
            Add(content, token);
            firstUnits.Add(content[0]);
        }
        _firstUnits = SearchValues.Create(firstUnits.ToArray());
    }

    public bool IsEmpty => _edges.Count == 0;

    /// <summary>
    /// The next match whose content starts at or after <paramref name="from"/>. Its range includes the whitespace it strips, but
    /// nothing before <paramref name="floor"/>.
    /// </summary>
    public AddedToken? Find(ReadOnlySpan<char> text, int from, int floor, out int start, out int end)
    {
        start = end = text.Length;
        while (from < text.Length)
        {
            var offset = text[from..].IndexOfAny(_firstUnits);
            if (offset < 0)
                return null;
            start = from + offset;
            var token = LongestAt(text, start, out end);
            if (token is not null && (!token.IsSingleWord || StandsAlone(text, start, end)))
            {
                Strip(text, token, floor, ref start, ref end);
                return token;
            }
            from = token is null ? start + 1 : end;
        }
        start = end = text.Length;
        return null;
    }

    private void Add(string content, AddedToken token)
    {
        var node = 0;
        foreach (var unit in content)
        {
            var edge = Edge(node, unit);
            if (!_edges.TryGetValue(edge, out var next))
            {
                next = _endings.Count;
                _edges[edge] = next;
                _endings.Add(null);
            }
            node = next;
        }
        _endings[node] ??= token;
    }

    private AddedToken? LongestAt(ReadOnlySpan<char> text, int start, out int end)
    {
        AddedToken? longest = null;
        end = start;
        var node = 0;
        for (var i = start; i < text.Length && _edges.TryGetValue(Edge(node, text[i]), out node); i++)
        {
            if (_endings[node] is not { } token)
                continue;
            longest = token;
            end = i + 1;
        }
        return longest;
    }

    private static long Edge(int node, char unit) => ((long)node << 16) | unit;

    private static bool StandsAlone(ReadOnlySpan<char> text, int start, int end) =>
        (start == 0 || (RuneClasses.Before(text, start) & RuneClass.Word) == 0)
        && (end == text.Length || (RuneClasses.At(text, end, out _) & RuneClass.Word) == 0);

    // Every whitespace character is one UTF-16 unit.
    private static void Strip(ReadOnlySpan<char> text, AddedToken token, int floor, ref int start, ref int end)
    {
        while (token.StripsLeft && start > floor && IsSpace(text[start - 1]))
            start--;
        while (token.StripsRight && end < text.Length && IsSpace(text[end]))
            end++;
    }

    private static bool IsSpace(char unit) => (RuneClasses.At([unit], 0, out _) & RuneClass.Space) != 0;
}
