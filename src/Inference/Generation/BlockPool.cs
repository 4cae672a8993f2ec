using RewardServer.Inference.PagedCache;

namespace RewardServer.Inference.Generation;

/// <summary>Cache blocks that several sequences may hold; one that nobody holds any more is free again.</summary>
internal sealed class BlockPool(BlockAllocator allocator)
{
    private readonly int[] _holders = new int[allocator.Available];

    /// <summary>Free blocks.</summary>
    public int Available => allocator.Available;

    /// <summary>Takes a free block.</summary>
    public bool TryTake(out int block)
    {
        block = -1;
        if (!allocator.TryAllocate(new Span<int>(ref block)))
            return false;
        _holders[block] = 1;
        return true;
    }

    /// <summary>One more sequence holds a block that another holds.</summary>
    public void Share(int block) => _holders[block]++;

    /// <summary>A sequence holds a block no more.</summary>
    public void Release(int block)
    {
        if (--_holders[block] == 0)
            allocator.Free([block]);
    }
}
