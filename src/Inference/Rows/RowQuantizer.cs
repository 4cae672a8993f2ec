using System.Runtime.CompilerServices;
using RewardServer.Inference.Numerics;

namespace RewardServer.Inference.Rows;

/// <summary>
/// One row as unsigned bytes with its own scale (ADR 0021): s = max|x| / 127 + 1e-12, q = round(x / s) + 128, ties to even. A row with a
/// number that is not finite gets a scale that is not finite either, so that it cannot pass for a result.
/// </summary>
internal static unsafe class RowQuantizer<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private const float Step = 1f / 127;
    private const float SmallestScale = 1e-12f;

    // 1.5 * 2^23 rounds what is added to it to an integer and leaves that integer in the low bits; 128 is the zero point.
    private const float RoundToByte = 12582912f + 128f;

    /// <summary>Quantises a row and returns its scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Quantize(float* row, int width, byte* destination)
    {
        TVector most = TLanes.Zero, more = TLanes.Zero;
        for (var i = 0; i < width; i += 2 * TLanes.Count)
        {
            most = TLanes.MaxMagnitude(most, Edge<TLanes, TVector>.Load(row + i, width - i));
            more = TLanes.MaxMagnitude(more, Edge<TLanes, TVector>.Load(row + i + TLanes.Count, width - i - TLanes.Count));
        }

        var scale = (Largest(TLanes.MaxMagnitude(most, more)) * Step) + SmallestScale;
        Scale(row, width, 1f / scale, destination);
        return scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(float* row, int width, float factor, byte* destination)
    {
        var block = 4 * TLanes.Count;
        var i = 0;
        for (; i <= width - block; i += block)
            StoreBlock(row + i, block, factor, destination + i);
        if (i == width)
            return;
        var last = stackalloc byte[block];
        StoreBlock(row + i, width - i, factor, last);
        new ReadOnlySpan<byte>(last, width - i).CopyTo(new Span<byte>(destination + i, width - i));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreBlock(float* row, int left, float factor, byte* destination)
    {
        var n = TLanes.Count;
        TVector f = TLanes.Broadcast(factor), offset = TLanes.Broadcast(RoundToByte);
        TLanes.StoreLowBytes(
            TLanes.MultiplyAdd(Edge<TLanes, TVector>.Load(row, left), f, offset),
            TLanes.MultiplyAdd(Edge<TLanes, TVector>.Load(row + n, left - n), f, offset),
            TLanes.MultiplyAdd(Edge<TLanes, TVector>.Load(row + (2 * n), left - (2 * n)), f, offset),
            TLanes.MultiplyAdd(Edge<TLanes, TVector>.Load(row + (3 * n), left - (3 * n)), f, offset),
            destination);
    }

    // By the integers that magnitudes spell, as MaxMagnitude orders them.
    private static float Largest(TVector magnitudes)
    {
        var lanes = stackalloc float[TLanes.Count];
        TLanes.Store(magnitudes, lanes);
        var largest = 0;
        for (var i = 0; i < TLanes.Count; i++)
            largest = Math.Max(largest, BitConverter.SingleToInt32Bits(lanes[i]));
        return BitConverter.Int32BitsToSingle(largest);
    }
}
