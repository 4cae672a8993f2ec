using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RewardServer.Inference.Numerics;

/// <summary>Turns rows into columns, so that the products can run along the rows' index.</summary>
internal static unsafe class Transpose
{
    /// <summary>
    /// destination[depth, stride] = source[rows, depth] transposed; columns from <paramref name="rows"/> up to
    /// <paramref name="width"/> (a multiple of 4, at least rows) become zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(float* source, long sourceStride, int rows, int depth, float* destination, int stride, int width)
    {
        var row = 0;
        for (; row <= rows - 4; row += 4)
        {
            float* s0 = source + (row * sourceStride), s1 = s0 + sourceStride, s2 = s1 + sourceStride, s3 = s2 + sourceStride;
            var column = destination + row;
            for (var d = 0; d < depth; d++, column += stride)
                Vector128.Create(s0[d], s1[d], s2[d], s3[d]).Store(column);
        }

        for (; row < width; row++)
        {
            var column = destination + row;
            for (var d = 0; d < depth; d++, column += stride)
                *column = row < rows ? source[(row * sourceStride) + d] : 0f;
        }
    }
}
