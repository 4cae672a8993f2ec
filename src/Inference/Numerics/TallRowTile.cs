using System.Runtime.CompilerServices;

namespace RewardServer.Inference.Numerics;

/// <summary>
/// <see cref="RowTile{TLanes,TVector}"/> with eight rows, for processors with 32 vector registers: sixteen chains keep both multiply-add
/// units busy while the loads of a column pair serve twice as many rows. The same chains, so the same bits.
/// </summary>
internal static unsafe class TallRowTile<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 8;

    /// <summary>Whether the processor has registers for it: those with 512-bit vectors do.</summary>
    public static bool Pays => TLanes.Count == 16;

    /// <summary>
    /// c[8, columns] = a[8, depth] * b[depth, columns], or added to c; columns is a multiple of two vectors.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(float* a, int aStride, int depth, float* b, int bStride, float* c, int cStride, int columns, bool add)
    {
        float* a2 = a + (2 * aStride), a4 = a + (4 * aStride), a6 = a + (6 * aStride);
        for (var j = 0; j < columns; j += 2 * TLanes.Count)
        {
            TVector c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51, c60, c61, c70, c71;
            c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = c40 = c41 = c50 = c51 = c60 = c61 = c70 = c71 = TLanes.Zero;
            if (add)
            {
                LoadPair(c + j, out c00, out c01);
                LoadPair(c + cStride + j, out c10, out c11);
                LoadPair(c + (2 * cStride) + j, out c20, out c21);
                LoadPair(c + (3 * cStride) + j, out c30, out c31);
                LoadPair(c + (4 * cStride) + j, out c40, out c41);
                LoadPair(c + (5 * cStride) + j, out c50, out c51);
                LoadPair(c + (6 * cStride) + j, out c60, out c61);
                LoadPair(c + (7 * cStride) + j, out c70, out c71);
            }

            var row = b + j;
            for (var d = 0; d < depth; d++, row += bStride)
            {
                var b0 = TLanes.Load(row);
                var b1 = TLanes.Load(row + TLanes.Count);
                MultiplyAddPair(a + d, b0, b1, ref c00, ref c01);
                MultiplyAddPair(a + aStride + d, b0, b1, ref c10, ref c11);
                MultiplyAddPair(a2 + d, b0, b1, ref c20, ref c21);
                MultiplyAddPair(a2 + aStride + d, b0, b1, ref c30, ref c31);
                MultiplyAddPair(a4 + d, b0, b1, ref c40, ref c41);
                MultiplyAddPair(a4 + aStride + d, b0, b1, ref c50, ref c51);
                MultiplyAddPair(a6 + d, b0, b1, ref c60, ref c61);
                MultiplyAddPair(a6 + aStride + d, b0, b1, ref c70, ref c71);
            }

            StorePair(c00, c01, c + j);
            StorePair(c10, c11, c + cStride + j);
            StorePair(c20, c21, c + (2 * cStride) + j);
            StorePair(c30, c31, c + (3 * cStride) + j);
            StorePair(c40, c41, c + (4 * cStride) + j);
            StorePair(c50, c51, c + (5 * cStride) + j);
            StorePair(c60, c61, c + (6 * cStride) + j);
            StorePair(c70, c71, c + (7 * cStride) + j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAddPair(float* a, TVector b0, TVector b1, ref TVector c0, ref TVector c1)
    {
        var x = TLanes.Broadcast(*a);
        c0 = TLanes.MultiplyAdd(x, b0, c0);
        c1 = TLanes.MultiplyAdd(x, b1, c1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadPair(float* source, out TVector first, out TVector second)
    {
        first = TLanes.Load(source);
        second = TLanes.Load(source + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePair(TVector first, TVector second, float* destination)
    {
        TLanes.Store(first, destination);
        TLanes.Store(second, destination + TLanes.Count);
    }
}
