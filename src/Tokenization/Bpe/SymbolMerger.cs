namespace RewardServer.Tokenization.Bpe;

/// <summary>
/// Applies merges to the symbols of one word, the lowest rank first and the leftmost of equals. Short words are searched anew for
/// each merge, which is fastest while everything fits a cache line or two; long ones go through a heap, n log n.
/// One instance belongs to one thread at a time.
/// </summary>
internal sealed class SymbolMerger(MergeTable merges)
{
    private const int ShortWord = 48;
    private const int KeptLength = 1 << 16;

    private readonly PriorityQueue<int, ulong> _heap = new();
    private readonly int[] _ranks = new int[ShortWord];
    private int[] _next = [];
    private int[] _previous = [];

    /// <summary>Merges in place; returns how many symbols are left at the front.</summary>
    /// <param name="symbols">The symbols of a word.</param>
    /// <param name="starts">When not empty, as long as the symbols: receives which symbol each that is left began with.</param>
    public int Merge(Span<int> symbols, Span<int> starts = default)
    {
        for (var i = 0; i < starts.Length; i++)
            starts[i] = i;
        return symbols.Length <= ShortWord ? MergeShort(symbols, starts) : MergeLong(symbols, starts);
    }

    private int MergeShort(Span<int> symbols, Span<int> starts)
    {
        var count = symbols.Length;
        var ranks = _ranks.AsSpan(); // ranks[i] is that of the pair (i, i + 1)
        for (var i = 0; i + 1 < count; i++)
            ranks[i] = merges.RankOf(symbols[i], symbols[i + 1]);

        while (count > 1)
        {
            var best = IndexOfLowest(ranks[..(count - 1)]);
            if (ranks[best] == MergeTable.NoRank)
                break;
            merges.RankOf(symbols[best], symbols[best + 1], out symbols[best]);
            symbols[(best + 2)..count].CopyTo(symbols[(best + 1)..]);
            ranks[(best + 1)..(count - 1)].CopyTo(ranks[best..]);
            if (!starts.IsEmpty)
                starts[(best + 2)..count].CopyTo(starts[(best + 1)..]);
            count--;
            if (best > 0)
                ranks[best - 1] = merges.RankOf(symbols[best - 1], symbols[best]);
            if (best + 1 < count)
                ranks[best] = merges.RankOf(symbols[best], symbols[best + 1]);
        }
        return count;
    }

    private static int IndexOfLowest(ReadOnlySpan<int> ranks)
    {
        var best = 0;
        for (var i = 1; i < ranks.Length; i++)
        {
            if (ranks[i] < ranks[best])
                best = i;
        }
        return best;
    }

    private int MergeLong(Span<int> symbols, Span<int> starts)
    {
        Link(symbols.Length);
        for (var i = 0; i + 1 < symbols.Length; i++)
            Consider(symbols, i);

        while (_heap.TryDequeue(out var left, out var key))
        {
            var right = _next[left];
            // The pair may have changed since it was put in: then its rank has, because a rank belongs to one pair.
            if (symbols[left] < 0 || right >= symbols.Length
                || merges.RankOf(symbols[left], symbols[right], out var result) != (int)(key >> 32))
                continue;
            symbols[left] = result;
            Unlink(symbols, left, right);
            Consider(symbols, _previous[left]);
            Consider(symbols, left);
        }
        return Compact(symbols, starts);
    }

    private void Link(int length)
    {
        if (_next.Length < length)
        {
            _next = new int[length];
            _previous = new int[length];
        }
        for (var i = 0; i < length; i++)
        {
            _next[i] = i + 1;
            _previous[i] = i - 1;
        }
    }

    private void Unlink(Span<int> symbols, int left, int right)
    {
        symbols[right] = -1;
        _next[left] = _next[right];
        if (_next[right] < symbols.Length)
            _previous[_next[right]] = left;
    }

    private void Consider(ReadOnlySpan<int> symbols, int left)
    {
        if (left < 0 || _next[left] >= symbols.Length)
            return;
        var rank = merges.RankOf(symbols[left], symbols[_next[left]]);
        if (rank != MergeTable.NoRank)
            _heap.Enqueue(left, ((ulong)(uint)rank << 32) | (uint)left);
    }

    private int Compact(Span<int> symbols, Span<int> starts)
    {
        var count = 0;
        for (var i = 0; i < symbols.Length; i++)
        {
            if (symbols[i] < 0)
                continue;
            if (!starts.IsEmpty)
                starts[count] = i;
            symbols[count++] = symbols[i];
        }
        if (symbols.Length > KeptLength) // one huge word must not hold its memory for good
        {
            _next = _previous = [];
            _heap.TrimExcess();
        }
        return count;
    }
}
