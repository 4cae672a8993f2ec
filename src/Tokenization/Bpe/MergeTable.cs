using System.Numerics;

namespace RewardServer.Tokenization.Bpe;

/// <summary>Finds the rank and the result of a merge by its pair: open addressing over flat arrays, read by any thread.</summary>
internal sealed class MergeTable
{
    /// <summary>Rank of a pair that does not merge.</summary>
    public const int NoRank = int.MaxValue;

    private const ulong Empty = ulong.MaxValue;

    // Drawn at start, so that no file can be made whose pairs all fall on one slot. Ids never depend on it.
    private static readonly ulong Multiplier = (ulong)Random.Shared.NextInt64() | 1;

    private readonly ulong[] _pairs;
    private readonly (int Rank, int Result)[] _merges;
    private readonly int _shift;

    public MergeTable(IReadOnlyList<Merge> merges)
    {
        var capacity = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, merges.Count * 2));
        _shift = 64 - BitOperations.Log2((uint)capacity);
        _pairs = new ulong[capacity];
        _merges = new (int, int)[capacity];
        Array.Fill(_pairs, Empty);
        for (var rank = 0; rank < merges.Count; rank++)
        {
            var slot = SlotOf(Pair(merges[rank].Left, merges[rank].Right));
            _pairs[slot] = Pair(merges[rank].Left, merges[rank].Right);
            _merges[slot] = (rank, merges[rank].Result); // a pair listed twice counts where it stands last, as in the Rust library
        }
    }

    /// <summary>Rank of a pair, or <see cref="NoRank"/>.</summary>
    public int RankOf(int left, int right, out int result)
    {
        var pair = Pair(left, right);
        var slot = SlotOf(pair);
        (var rank, result) = _merges[slot];
        return _pairs[slot] == pair ? rank : NoRank;
    }

    /// <summary>Rank of a pair, or <see cref="NoRank"/>.</summary>
    public int RankOf(int left, int right) => RankOf(left, right, out _);

    private static ulong Pair(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    private int SlotOf(ulong pair)
    {
        var slot = (int)((pair * Multiplier) >> _shift);
        while (_pairs[slot] != pair && _pairs[slot] != Empty)
            slot = (slot + 1) & (_pairs.Length - 1);
        return slot;
    }
}
