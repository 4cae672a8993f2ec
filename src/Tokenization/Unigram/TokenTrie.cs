using RewardServer.Tokenization.Bpe;

namespace RewardServer.Tokenization.Unigram;

/// <summary>
/// The contents of a vocabulary as a trie over UTF-16 units, level by level: the children of a node are neighbours, in order of
/// their units, and are found by halving.
/// </summary>
internal sealed class TokenTrie
{
    public const int Root = 0;

    private readonly List<char> _units = ['\0'];
    private readonly List<int> _firstChild = [];
    private readonly List<int> _ids = [-1];

    public TokenTrie(Vocabulary vocabulary)
    {
        var contents = vocabulary.Ids.Keys.Where(content => content.Length > 0).ToArray();
        Array.Sort(contents, StringComparer.Ordinal);
        // Nodes are made in order, each for a range of contents that begin alike.
        var ranges = new Queue<(int Start, int End, int Depth)>();
        ranges.Enqueue((0, contents.Length, 0));
        while (ranges.TryDequeue(out var range))
        {
            _firstChild.Add(_units.Count);
            var (start, depth) = (range.Start, range.Depth);
            if (start < range.End && contents[start].Length == depth)
                start++; // the node's own content, which stands before those it begins
            while (start < range.End)
            {
                var unit = contents[start][depth];
                var end = start + 1;
                while (end < range.End && contents[end][depth] == unit)
                    end++;
                _units.Add(unit);
                _ids.Add(contents[start].Length == depth + 1 ? vocabulary.Find(contents[start])!.Value : -1);
                ranges.Enqueue((start, end, depth + 1));
                start = end;
            }
        }
        _firstChild.Add(_units.Count);
    }

    /// <summary>The child of a node by a unit, or null; with the id of the token that ends there, or -1.</summary>
    public int? Next(int node, char unit, out int id)
    {
        var (low, high) = (_firstChild[node], _firstChild[node + 1] - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var found = _units[middle];
            if (found == unit)
            {
                id = _ids[middle];
                return middle;
            }
            if (found < unit)
                low = middle + 1;
            else
                high = middle - 1;
        }
        id = -1;
        return null;
    }
}
