namespace RewardServer.Inference.PagedCache;

/// <summary>Hands out the blocks of a paged cache. Freed blocks are handed out again first: they are warm.</summary>
internal sealed class BlockAllocator
{
    private readonly int[] _free;

    /// <summary>All blocks below <paramref name="blocks"/> are free.</summary>
    public BlockAllocator(int blocks)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blocks);
        _free = new int[blocks];
        for (var i = 0; i < blocks; i++)
            _free[i] = blocks - 1 - i;
        Available = blocks;
    }

    /// <summary>All blocks, free or not.</summary>
    public int Total => _free.Length;

    /// <summary>Free blocks.</summary>
    public int Available { get; private set; }

    /// <summary>Takes one block for each entry of <paramref name="blocks"/>; all or none.</summary>
    public bool TryAllocate(Span<int> blocks)
    {
        if (blocks.Length > Available)
            return false;
        foreach (ref var block in blocks)
            block = _free[--Available];
        return true;
    }

    /// <summary>Gives blocks back.</summary>
    public void Free(ReadOnlySpan<int> blocks)
    {
        if (Available + blocks.Length > _free.Length)
            throw new InvalidOperationException("More cache blocks were freed than allocated. This is a bug.");
        for (var i = blocks.Length - 1; i >= 0; i--)
            _free[Available++] = blocks[i];
    }
}
