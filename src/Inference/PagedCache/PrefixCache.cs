using System.Diagnostics;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.PagedCache;

/// <summary>
/// Knows which beginnings of sequences the paged cache holds, so that they are computed once (ADR 0085): a tree of blocks, found by
/// comparing token ids. Blocks are shared by count of holders, copied when a sequence goes on otherwise than the one that made them,
/// and kept when nobody holds them until their room is needed, the longest unused first. Not thread-safe; figures may be read from anywhere.
/// </summary>
internal sealed class PrefixCache
{
    private const int BlockSize = PackedGraph.BlockSize;

    private readonly BlockAllocator _allocator;
    private readonly Action<int, int>? _copy;
    private readonly bool _shares;
    private readonly PrefixBlock[] _blocks;
    private readonly PrefixBlock _root = new(-1);

    // Whoever uses a block uses those before it, too, and lets go of them after it: a parent stands behind its children.
    private readonly LinkedList<PrefixBlock> _unused = new();
    private long _evictions;

    /// <summary>An empty tree over the allocator's blocks.</summary>
    /// <param name="allocator">Its blocks are this cache's alone.</param>
    /// <param name="shares">Whether anything is shared; otherwise every sequence gets blocks of its own.</param>
    /// <param name="copy">Copies what one block holds to another; null where only whole blocks can be shared.</param>
    public PrefixCache(BlockAllocator allocator, bool shares, Action<int, int>? copy)
    {
        (_allocator, _shares, _copy) = (allocator, shares, copy);
        _blocks = new PrefixBlock[allocator.Total];
        for (var i = 0; i < _blocks.Length; i++)
            _blocks[i] = new(i);
    }

    /// <summary>Blocks that hold something.</summary>
    public int BlocksInUse => _allocator.Total - _allocator.Available;

    /// <summary>Blocks that were given away although they held something.</summary>
    public long Evictions => Volatile.Read(ref _evictions);

    /// <summary>
    /// Holds blocks for all tokens of a sequence and says where computing them starts: behind what is there already, or is computed by
    /// a sequence held before in the same run, but never behind <paramref name="firstRead"/>. What lies between is written again, with the same bits.
    /// </summary>
    /// <param name="tokens">The sequence.</param>
    /// <param name="firstRead">The first position whose output is wanted.</param>
    /// <param name="room">Tokens that may be computed.</param>
    /// <param name="waits">Whether it rather waits for the next run when that spares tokens; <see cref="HeldSequence.Start"/> says how many then.</param>
    /// <param name="sequence">Receives the blocks; <see cref="HeldSequence.Start"/> also when there is no room.</param>
    public HoldResult TryHold(ReadOnlySpan<int> tokens, int firstRead, int room, bool waits, HeldSequence sequence)
    {
        Debug.Assert(sequence.Blocks.Count == 0, "A held sequence is used twice. This is a bug.");
        var known = HoldWholeBlocks(tokens, sequence);
        var parent = sequence.Blocks is [.., var deepest] ? deepest : _root;
        var (closest, common) = _shares && known < tokens.Length ? parent.Closest(tokens[known..]) : default;
        // All that is left may be the beginning of a block that is there.
        var isKnown = common == tokens.Length - known && closest is not null;
        var spared = _copy is null ? 0 : Math.Min(common, firstRead - known);
        if (!isKnown && waits && spared > 0 && !closest!.IsComputed)
            return LetGo(sequence, spared, HoldResult.BetterLater);

        var source = !isKnown && spared > 0 && closest!.IsComputed ? closest : null;
        var start = Math.Min(known + (isKnown || source is not null ? common : 0), firstRead);
        if (tokens.Length - start > room)
            return LetGo(sequence, start, HoldResult.NoRoom);
        if (isKnown)
            Hold(closest!, sequence);
        else if (!TryHoldNewBlocks(tokens, known, source, sequence))
            return LetGo(sequence, start, HoldResult.NoRoom);
        sequence.Start = start;
        return HoldResult.Held;
    }

    /// <summary>Lets go of a sequence's blocks when its run has ended.</summary>
    /// <param name="sequence">What is held.</param>
    /// <param name="isComputed">Whether the run succeeded; what it should have made is forgotten otherwise.</param>
    public void Release(HeldSequence sequence, bool isComputed)
    {
        var blocks = sequence.Blocks;
        for (var i = blocks.Count - 1; i >= 0; i--)
        {
            var block = blocks[i];
            block.IsComputed |= isComputed;
            if (--block.Holders > 0)
                continue;
            if (_shares && block.IsComputed)
                _unused.AddLast(block.Place);
            else
                Free(block);
        }

        blocks.Clear();
    }

    /// <summary>Forgets everything that nobody holds.</summary>
    public void Forget()
    {
        while (_unused.First is { Value: var oldest })
        {
            _unused.RemoveFirst();
            Free(oldest);
        }
    }

    private HoldResult LetGo(HeldSequence sequence, int start, HoldResult result)
    {
        Release(sequence, isComputed: false);
        sequence.Start = start;
        return result;
    }

    private int HoldWholeBlocks(ReadOnlySpan<int> tokens, HeldSequence sequence)
    {
        var (parent, known) = (_root, 0);
        while (_shares && tokens.Length - known >= BlockSize)
        {
            var (child, common) = parent.Closest(tokens.Slice(known, BlockSize));
            if (common < BlockSize)
                break;
            Hold(child!, sequence);
            (parent, known) = (child!, known + BlockSize);
        }

        return known;
    }

    private bool TryHoldNewBlocks(ReadOnlySpan<int> tokens, int known, PrefixBlock? source, HeldSequence sequence)
    {
        var parent = sequence.Blocks is [.., var deepest] ? deepest : _root;
        for (var at = known; at < tokens.Length; at += BlockSize)
        {
            var own = tokens[at..Math.Min(at + BlockSize, tokens.Length)];
            if ((at == known && source is not null ? Continue(source, own) : Take(own)) is not { } block)
                return false;
            if (_shares)
                parent.Add(block);
            block.Holders = 1;
            sequence.Blocks.Add(block);
            parent = block;
        }

        return true;
    }

    private void Hold(PrefixBlock block, HeldSequence sequence)
    {
        if (block.Holders++ == 0)
            _unused.Remove(block.Place);
        sequence.Blocks.Add(block);
    }

    /// <summary>A block for tokens whose beginning is that of another one's: written on where nobody else needs it, copied otherwise.</summary>
    private PrefixBlock? Continue(PrefixBlock source, ReadOnlySpan<int> tokens)
    {
        var isWhole = tokens.StartsWith(source.Tokens);
        if (isWhole && source.Holders == 0)
        {
            _unused.Remove(source.Place);
            source.Leave();
            source.Reset(tokens);
            return source;
        }

        // Held, so that making room does not take it.
        if (source.Holders++ == 0)
            _unused.Remove(source.Place);
        var block = Take(tokens);
        if (block is not null)
            _copy!(source.Index, block.Index);
        if (--source.Holders == 0)
            _unused.AddLast(source.Place);
        return block;
    }

    private PrefixBlock? Take(ReadOnlySpan<int> tokens)
    {
        var index = -1;
        if (!_allocator.TryAllocate(new Span<int>(ref index)))
        {
            if (_unused.First is not { Value: var oldest })
                return null;
            Volatile.Write(ref _evictions, _evictions + 1);
            _unused.RemoveFirst();
            Free(oldest);
            _allocator.TryAllocate(new Span<int>(ref index));
        }

        _blocks[index].Reset(tokens);
        return _blocks[index];
    }

    private void Free(PrefixBlock block)
    {
        if (block.Parent is not null)
            block.Leave();
        _allocator.Free([block.Index]);
    }
}
