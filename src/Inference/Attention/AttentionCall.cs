namespace RewardServer.Inference.Attention;

/// <summary>The tensors of one run of one attention node; sizes are checked before it is used.</summary>
internal unsafe struct AttentionCall
{
    public float* Query;            // [tokens, heads * headDim]
    public float* Key;              // [tokens, kvHeads * headDim]
    public float* Value;            // [tokens, kvHeads * headDim]
    public float* KeyCache;         // [blocks, kvHeads, headDim, blockSize], whatever its shape says: the products run along the keys
    public float* ValueCache;       // [blocks, blockSize, kvHeads, headDim]
    public int* Starts;             // [sequences + 1]
    public int* Past;               // [sequences]
    public int* BlockTable;         // [sequences, tableWidth]
    public float* Cosines;          // [positions, headDim / 2]
    public float* Sines;            // as Cosines
    public float* Output;           // [tokens, heads * headDim]
    public int Tokens;
    public int Sequences;
    public int TableWidth;
    public int Blocks;
    public int BlockSize;
    public int Heads;
    public int KvHeads;
    public int HeadDim;
    public int Positions;
    public int Window;              // at least 1; int.MaxValue without a window
    public float Scale;
    public bool Rotary;

    /// <summary>Query heads that share one key/value head.</summary>
    public readonly int Group => Heads / KvHeads;

    /// <summary>Floats from one position of the value cache to the next; also a token's floats in either cache.</summary>
    public readonly long CacheStride => (long)KvHeads * HeadDim;

    /// <summary>Where the values of a position of a sequence lie, in floats from the cache's start.</summary>
    public readonly long ValueOffset(int sequence, int position, int kvHead) =>
        (((Block(sequence, position) * BlockSize) + (position % BlockSize)) * CacheStride) + ((long)kvHead * HeadDim);

    /// <summary>Where the keys of the block that holds a position lie, [headDim, blockSize], in floats from the cache's start.</summary>
    public readonly long KeyPanelOffset(int sequence, int position, int kvHead) =>
        ((Block(sequence, position) * KvHeads) + kvHead) * HeadDim * BlockSize;

    /// <summary>The oldest position that <paramref name="position"/> sees.</summary>
    public readonly int FirstVisible(int position) => position >= Window ? position - Window + 1 : 0;

    private readonly long Block(int sequence, int position) => BlockTable[((long)sequence * TableWidth) + (position / BlockSize)];
}
