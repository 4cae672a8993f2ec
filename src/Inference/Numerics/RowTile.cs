using System.Runtime.CompilerServices;

namespace RewardServer.Inference.Numerics;

/// <summary>
/// The inner loops of the matrix products. Each result is one chain of multiply-adds in ascending order of the summed index, so
/// its bits do not depend on which rows are computed together. Four rows by two vectors keep eight independent chains in
/// registers, enough to hide the latency of a multiply-add and few enough for 16 registers.
/// </summary>
internal static unsafe class RowTile<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 4;

    /// <summary>Columns of a tile.</summary>
    public static int Columns => 2 * TLanes.Count;

    /// <summary>
    /// c[4, columns] = a[4, depth] * b[depth, columns]; columns is a multiple of <see cref="Columns"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(float* a, int depth, float* b, int bStride, float* c, int cStride, int columns)
    {
        float* a0 = a, a1 = a0 + depth, a2 = a1 + depth, a3 = a2 + depth;
        for (var j = 0; j < columns; j += 2 * TLanes.Count)
        {
            TVector c00 = TLanes.Zero, c01 = TLanes.Zero, c10 = TLanes.Zero, c11 = TLanes.Zero;
            TVector c20 = TLanes.Zero, c21 = TLanes.Zero, c30 = TLanes.Zero, c31 = TLanes.Zero;
            var row = b + j;
            for (var d = 0; d < depth; d++, row += bStride)
            {
                var b0 = TLanes.Load(row);
                var b1 = TLanes.Load(row + TLanes.Count);
                var x = TLanes.Broadcast(a0[d]);
                c00 = TLanes.MultiplyAdd(x, b0, c00);
                c01 = TLanes.MultiplyAdd(x, b1, c01);
                x = TLanes.Broadcast(a1[d]);
                c10 = TLanes.MultiplyAdd(x, b0, c10);
                c11 = TLanes.MultiplyAdd(x, b1, c11);
                x = TLanes.Broadcast(a2[d]);
                c20 = TLanes.MultiplyAdd(x, b0, c20);
                c21 = TLanes.MultiplyAdd(x, b1, c21);
                x = TLanes.Broadcast(a3[d]);
                c30 = TLanes.MultiplyAdd(x, b0, c30);
                c31 = TLanes.MultiplyAdd(x, b1, c31);
            }

            StorePair(c00, c01, c + j);
            StorePair(c10, c11, c + cStride + j);
            StorePair(c20, c21, c + (2 * cStride) + j);
            StorePair(c30, c31, c + (3 * cStride) + j);
        }
    }

    /// <summary>
    /// The same for two rows, as one decoded token has: c[2, columns] = a[2, depth] * b[depth, columns]; columns is a multiple of
    /// <see cref="Columns"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyPair(float* a, int depth, float* b, int bStride, float* c, int cStride, int columns)
    {
        var j = 0;
        for (; j <= columns - (4 * TLanes.Count); j += 4 * TLanes.Count)
        {
            TVector c00 = TLanes.Zero, c01 = TLanes.Zero, c02 = TLanes.Zero, c03 = TLanes.Zero;
            TVector c10 = TLanes.Zero, c11 = TLanes.Zero, c12 = TLanes.Zero, c13 = TLanes.Zero;
            var row = b + j;
            for (var d = 0; d < depth; d++, row += bStride)
            {
                TVector x = TLanes.Broadcast(a[d]), y = TLanes.Broadcast(a[depth + d]);
                var value = TLanes.Load(row);
                c00 = TLanes.MultiplyAdd(x, value, c00);
                c10 = TLanes.MultiplyAdd(y, value, c10);
                value = TLanes.Load(row + TLanes.Count);
                c01 = TLanes.MultiplyAdd(x, value, c01);
                c11 = TLanes.MultiplyAdd(y, value, c11);
                value = TLanes.Load(row + (2 * TLanes.Count));
                c02 = TLanes.MultiplyAdd(x, value, c02);
                c12 = TLanes.MultiplyAdd(y, value, c12);
                value = TLanes.Load(row + (3 * TLanes.Count));
                c03 = TLanes.MultiplyAdd(x, value, c03);
                c13 = TLanes.MultiplyAdd(y, value, c13);
            }

            StorePair(c00, c01, c + j);
            StorePair(c02, c03, c + j + (2 * TLanes.Count));
            StorePair(c10, c11, c + cStride + j);
            StorePair(c12, c13, c + cStride + j + (2 * TLanes.Count));
        }

        for (; j < columns; j += 2 * TLanes.Count)
        {
            TVector c00 = TLanes.Zero, c01 = TLanes.Zero, c10 = TLanes.Zero, c11 = TLanes.Zero;
            var row = b + j;
            for (var d = 0; d < depth; d++, row += bStride)
                MultiplyAddTwoByTwo(a + d, a + depth + d, row, ref c00, ref c01, ref c10, ref c11);
            StorePair(c00, c01, c + j);
            StorePair(c10, c11, c + cStride + j);
        }
    }

    /// <summary>c[4, columns] += a[4, depth] * b[depth, columns]; columns is a multiple of one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyAdd(float* a, int aStride, int depth, float* b, int bStride, float* c, int columns)
    {
        float* a0 = a, a1 = a0 + aStride, a2 = a1 + aStride, a3 = a2 + aStride;
        float* o0 = c, o1 = o0 + columns, o2 = o1 + columns, o3 = o2 + columns;
        var j = 0;
        for (; j <= columns - (2 * TLanes.Count); j += 2 * TLanes.Count)
        {
            TVector c00 = TLanes.Load(o0 + j), c01 = TLanes.Load(o0 + j + TLanes.Count);
            TVector c10 = TLanes.Load(o1 + j), c11 = TLanes.Load(o1 + j + TLanes.Count);
            TVector c20 = TLanes.Load(o2 + j), c21 = TLanes.Load(o2 + j + TLanes.Count);
            TVector c30 = TLanes.Load(o3 + j), c31 = TLanes.Load(o3 + j + TLanes.Count);
            var row = b + j;
            for (var d = 0; d < depth; d++, row += bStride)
            {
                var b0 = TLanes.Load(row);
                var b1 = TLanes.Load(row + TLanes.Count);
                var x = TLanes.Broadcast(a0[d]);
                c00 = TLanes.MultiplyAdd(x, b0, c00);
                c01 = TLanes.MultiplyAdd(x, b1, c01);
                x = TLanes.Broadcast(a1[d]);
                c10 = TLanes.MultiplyAdd(x, b0, c10);
                c11 = TLanes.MultiplyAdd(x, b1, c11);
                x = TLanes.Broadcast(a2[d]);
                c20 = TLanes.MultiplyAdd(x, b0, c20);
                c21 = TLanes.MultiplyAdd(x, b1, c21);
                x = TLanes.Broadcast(a3[d]);
                c30 = TLanes.MultiplyAdd(x, b0, c30);
                c31 = TLanes.MultiplyAdd(x, b1, c31);
            }

            StorePair(c00, c01, o0 + j);
            StorePair(c10, c11, o1 + j);
            StorePair(c20, c21, o2 + j);
            StorePair(c30, c31, o3 + j);
        }

        if (j == columns)
            return;
        for (var r = 0; r < Rows; r++)
            MultiplyAddRow(a + (r * aStride), depth, b + j, bStride, c + (r * columns) + j, columns - j);
    }

    /// <summary>c[2, columns] += a[2, depth] * b[depth, columns]: two rows of <see cref="MultiplyAdd"/>, same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyAddPair(float* a, int aStride, int depth, float* b, int bStride, float* c, int columns)
    {
        var other = c + columns;
        var j = 0;
        for (; j <= columns - (2 * TLanes.Count); j += 2 * TLanes.Count)
        {
            TVector c00 = TLanes.Load(c + j), c01 = TLanes.Load(c + j + TLanes.Count);
            TVector c10 = TLanes.Load(other + j), c11 = TLanes.Load(other + j + TLanes.Count);
            var row = b + j;
            for (var d = 0; d < depth; d++, row += bStride)
                MultiplyAddTwoByTwo(a + d, a + aStride + d, row, ref c00, ref c01, ref c10, ref c11);
            StorePair(c00, c01, c + j);
            StorePair(c10, c11, other + j);
        }

        if (j == columns)
            return;
        MultiplyAddRow(a, depth, b + j, bStride, c + j, columns - j);
        MultiplyAddRow(a + aStride, depth, b + j, bStride, other + j, columns - j);
    }

    /// <summary>c[columns] += a[depth] * b[depth, columns]: one row of <see cref="MultiplyAdd"/>, same bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyAddRow(float* a, int depth, float* b, int bStride, float* c, int columns)
    {
        var j = 0;
        for (; j <= columns - (4 * TLanes.Count); j += 4 * TLanes.Count)
            MultiplyAddFour(a, depth, b + j, bStride, c + j);
        for (; j < columns; j += TLanes.Count)
        {
            var sum = TLanes.Load(c + j);
            var row = b + j;
            for (var d = 0; d < depth; d++, row += bStride)
                sum = TLanes.MultiplyAdd(TLanes.Broadcast(a[d]), TLanes.Load(row), sum);
            TLanes.Store(sum, c + j);
        }
    }

    // Four chains at a time: one alone waits for its own last multiply-add.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAddFour(float* a, int depth, float* b, int bStride, float* c)
    {
        TVector c0 = TLanes.Load(c), c1 = TLanes.Load(c + TLanes.Count);
        TVector c2 = TLanes.Load(c + (2 * TLanes.Count)), c3 = TLanes.Load(c + (3 * TLanes.Count));
        for (var d = 0; d < depth; d++, b += bStride)
        {
            var x = TLanes.Broadcast(a[d]);
            c0 = TLanes.MultiplyAdd(x, TLanes.Load(b), c0);
            c1 = TLanes.MultiplyAdd(x, TLanes.Load(b + TLanes.Count), c1);
            c2 = TLanes.MultiplyAdd(x, TLanes.Load(b + (2 * TLanes.Count)), c2);
            c3 = TLanes.MultiplyAdd(x, TLanes.Load(b + (3 * TLanes.Count)), c3);
        }

        StorePair(c0, c1, c);
        StorePair(c2, c3, c + (2 * TLanes.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyAddTwoByTwo(float* x, float* y, float* b, ref TVector x0, ref TVector x1, ref TVector y0, ref TVector y1)
    {
        TVector first = TLanes.Broadcast(*x), second = TLanes.Broadcast(*y);
        TVector b0 = TLanes.Load(b), b1 = TLanes.Load(b + TLanes.Count);
        x0 = TLanes.MultiplyAdd(first, b0, x0);
        x1 = TLanes.MultiplyAdd(first, b1, x1);
        y0 = TLanes.MultiplyAdd(second, b0, y0);
        y1 = TLanes.MultiplyAdd(second, b1, y1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePair(TVector first, TVector second, float* destination)
    {
        TLanes.Store(first, destination);
        TLanes.Store(second, destination + TLanes.Count);
    }
}
