using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RewardServer.Inference.Numerics;

namespace RewardServer.Inference.LogProbability;

/// <summary>The logits of all rows for one slice of the vocabulary, block by block, with an online log-sum-exp.</summary>
internal static unsafe class VocabularySlice<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    // Tokens whose LM head rows are transposed together: at a depth of 4,096 they take 512 kB, about an L2 cache.
    private const int TokenBlock = 32;

    private const int Alignment = 64;

    /// <summary>Fills maximum and total of the slice for every row, and the logits of the targets that lie in it.</summary>
    public static void Compute(in LogProbabilityCall call, int slice)
    {
        var first = slice * TokenLogProbabilityKernel.SliceSize;
        var last = Math.Min(call.Vocabulary, first + TokenLogProbabilityKernel.SliceSize);
        var maxima = call.Maxima + ((long)slice * call.Rows);
        var totals = call.Totals + ((long)slice * call.Rows);
        new Span<float>(maxima, call.Rows).Fill(float.NegativeInfinity);
        new Span<float>(totals, call.Rows).Clear();

        var tile = TallRowTile<TLanes, TVector>.Pays ? TallRowTile<TLanes, TVector>.Rows : RowTile<TLanes, TVector>.Rows;
        var weights = (float*)NativeMemory.AlignedAlloc((nuint)((TokenBlock + tile) * (long)call.Depth * sizeof(float)), Alignment);
        try
        {
            for (var token = first; token < last; token += TokenBlock)
            {
                var tokens = Math.Min(TokenBlock, last - token);
                Transpose.Rows(call.Head + ((long)token * call.Depth), call.Depth, tokens, call.Depth, weights, TokenBlock, TokenBlock);
                for (var row = 0; row < call.Rows; row += tile)
                    Absorb(call, weights, token, tokens, row, call.Rows - row > RowTile<TLanes, TVector>.Rows ? tile : RowTile<TLanes, TVector>.Rows, maxima, totals);
            }
        }
        finally
        {
            NativeMemory.AlignedFree(weights);
        }
    }

    [SkipLocalsInit]
    private static void Absorb(in LogProbabilityCall call, float* weights, int token, int tokens, int row, int tile, float* maxima, float* totals)
    {
        var logits = stackalloc float[TallRowTile<TLanes, TVector>.Rows * TokenBlock];
        var rows = Math.Min(tile, call.Rows - row);
        var hidden = call.Hidden + ((long)row * call.Depth);
        if (rows < tile)
            hidden = PadRows(hidden, rows, tile, call.Depth, weights + ((long)TokenBlock * call.Depth));

        if (tile == TallRowTile<TLanes, TVector>.Rows)
            TallRowTile<TLanes, TVector>.Multiply(hidden, call.Depth, call.Depth, weights, TokenBlock, logits, TokenBlock, TokenBlock, add: false);
        else
            RowTile<TLanes, TVector>.Multiply(hidden, call.Depth, weights, TokenBlock, logits, TokenBlock, TokenBlock);
        for (var r = 0; r < rows; r++)
        {
            StoreTargetLogits(call, row + r, token, tokens, logits + (r * TokenBlock));
            OnlineSoftmax<TLanes, TVector>.Absorb(logits + (r * TokenBlock), TokenBlock, 0, tokens, ref maxima[row + r], ref totals[row + r]);
        }
    }

    private static float* PadRows(float* hidden, int rows, int tile, int depth, float* padded)
    {
        new ReadOnlySpan<float>(hidden, rows * depth).CopyTo(new Span<float>(padded, rows * depth));
        new Span<float>(padded + (rows * depth), (tile - rows) * depth).Clear();
        return padded;
    }

    private static void StoreTargetLogits(in LogProbabilityCall call, int row, int token, int tokens, float* logits)
    {
        var targets = call.TargetsOf(row);
        for (var k = 0; k < call.TargetsPerRow; k++)
        {
            var offset = targets[k] - token;
            if ((ulong)offset < (ulong)tokens)
                call.Output[((long)row * call.TargetsPerRow) + k] = logits[offset];
        }
    }
}
