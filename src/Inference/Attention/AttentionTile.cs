using System.Runtime.CompilerServices;
using RewardServer.Inference.Numerics;

namespace RewardServer.Inference.Attention;

/// <summary>
/// The attention of one row block and one key/value head, key block by key block with an online softmax. Key blocks start at
/// multiples of <see cref="KeyBlock"/> positions and each row's sums run over its own keys in ascending order, so a row's bits
/// depend neither on the rows beside it nor on how much of its sequence was in the cache before. A key that a row does not see
/// is never multiplied in, not even by zero: the cache may hold anything there, NaN included.
/// </summary>
internal static unsafe class AttentionTile<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>Keys handled together; a multiple of the cache's block size, which is one of <see cref="RowTile{TLanes,TVector}.Columns"/>.</summary>
    public const int KeyBlock = 64;

    private const int Alignment = 64;

    /// <summary>Computes the output rows of the block for the query heads that share <paramref name="kvHead"/>.</summary>
    [SkipLocalsInit]
    public static void Compute(in AttentionCall call, RowBlock block, int kvHead)
    {
        var rows = block.Rows * call.Group;
        var paddedRows = RoundUp(rows, RowTile<TLanes, TVector>.Rows);
        var floats = (paddedRows * ((2 * call.HeadDim) + KeyBlock + 2)) + (Alignment / sizeof(float));
        var memory = stackalloc float[floats];
        memory = (float*)(((nint)memory + Alignment - 1) & ~(Alignment - 1));

        var state = new State
        {
            Queries = memory,
            Rows = rows,
            Sequence = block.Sequence,
            KvHead = kvHead,
            FirstPosition = call.Past[block.Sequence] + block.FirstRow - call.Starts[block.Sequence],
        };
        state.Sums = state.Queries + (paddedRows * call.HeadDim);
        state.Scores = state.Sums + (paddedRows * call.HeadDim);
        state.Max = state.Scores + (paddedRows * KeyBlock);
        state.Total = state.Max + paddedRows;

        LoadQueries(call, block, ref state, paddedRows);
        var lastPosition = state.FirstPosition + block.Rows - 1;
        for (var key = call.FirstVisible(state.FirstPosition) / KeyBlock * KeyBlock; key <= lastPosition; key += KeyBlock)
            AbsorbKeys(call, ref state, key, Math.Min(KeyBlock, lastPosition + 1 - key));
        StoreOutput(call, block, state);
    }

    // Rows are ordered by position, then head: the heads of a group see the same keys.
    private static void LoadQueries(in AttentionCall call, RowBlock block, ref State state, int paddedRows)
    {
        for (var row = 0; row < state.Rows; row++)
        {
            var (token, head) = Math.DivRem(row, call.Group);
            var source = call.Query + QueryOffset(call, block.FirstRow + token, state.KvHead, head);
            var target = state.Queries + (row * call.HeadDim);
            var angles = (long)(state.FirstPosition + token) * (call.HeadDim / 2);
            if (call.Rotary)
                Rotary.Rotate(source, call.Cosines + angles, call.Sines + angles, call.HeadDim, call.Scale, target);
            else
                Rotary.Scale(source, call.HeadDim, call.Scale, target);
        }

        new Span<float>(state.Queries + (state.Rows * call.HeadDim), (paddedRows - state.Rows) * call.HeadDim).Clear();
        new Span<float>(state.Sums, paddedRows * call.HeadDim).Clear();
        new Span<float>(state.Max, paddedRows).Fill(float.NegativeInfinity);
        new Span<float>(state.Total, paddedRows).Clear();
    }

    private static void AbsorbKeys(in AttentionCall call, ref State state, int firstKey, int keys)
    {
        int tile;
        for (var row = 0; row < state.Rows; row += tile)
        {
            tile = TallRowTile<TLanes, TVector>.Pays && state.Rows - row >= TallRowTile<TLanes, TVector>.Rows ? TallRowTile<TLanes, TVector>.Rows : RowTile<TLanes, TVector>.Rows;
            var rows = Math.Min(tile, state.Rows - row);
            var to = Math.Min(keys, state.Position(row + rows - 1, call.Group) + 1 - firstKey);
            if (to <= 0)
                continue;
            for (var from = 0; from < to; from += call.BlockSize)
                MultiplyKeys(call, state, row, rows, firstKey + from, from, Math.Min(to - from, call.BlockSize));
            AbsorbScores(call, ref state, firstKey, row, rows);
        }
    }

    // Scores of the tile's rows with the keys of one cache block.
    private static void MultiplyKeys(in AttentionCall call, in State state, int row, int rows, int position, int from, int keys)
    {
        var queries = state.Queries + (row * call.HeadDim);
        var panel = call.KeyCache + call.KeyPanelOffset(state.Sequence, position, state.KvHead);
        var scores = state.Scores + (row * KeyBlock) + from;
        var columns = RoundUp(keys, RowTile<TLanes, TVector>.Columns);
        if (rows == TallRowTile<TLanes, TVector>.Rows)
            TallRowTile<TLanes, TVector>.Multiply(queries, call.HeadDim, call.HeadDim, panel, call.BlockSize, scores, KeyBlock, columns, add: false);
        else if (rows <= 2)
            RowTile<TLanes, TVector>.MultiplyPair(queries, call.HeadDim, panel, call.BlockSize, scores, KeyBlock, columns);
        else
            RowTile<TLanes, TVector>.Multiply(queries, call.HeadDim, panel, call.BlockSize, scores, KeyBlock, columns);
    }

    // The tile's rows see nearly the same keys: the common ones go through the tile product, the few others row by row.
    private static void AbsorbScores(in AttentionCall call, ref State state, int firstKey, int row, int rows)
    {
        int commonFrom = 0, commonTo = KeyBlock;
        for (var r = row; r < row + rows; r++)
        {
            var (from, to) = state.VisibleKeys(call, r, firstKey);
            commonFrom = Math.Max(commonFrom, from);
            commonTo = Math.Min(commonTo, to);
            if (from < to)
                AbsorbRow(call, state, r, from, to);
        }

        if (rows is 1 or 3 || commonFrom >= commonTo)
        {
            for (var r = row; r < row + rows; r++)
            {
                var (from, to) = state.VisibleKeys(call, r, firstKey);
                AddValues(call, state, firstKey, r, from, to, 1);
            }

            return;
        }

        for (var r = row; r < row + rows; r++)
            AddValues(call, state, firstKey, r, state.VisibleKeys(call, r, firstKey).From, commonFrom, 1);
        AddValues(call, state, firstKey, row, commonFrom, commonTo, rows);
        for (var r = row; r < row + rows; r++)
            AddValues(call, state, firstKey, r, commonTo, state.VisibleKeys(call, r, firstKey).To, 1);
    }

    private static void AbsorbRow(in AttentionCall call, in State state, int row, int from, int to)
    {
        var rescale = OnlineSoftmax<TLanes, TVector>.Absorb(
            state.Scores + (row * KeyBlock), KeyBlock, from, to, ref state.Max[row], ref state.Total[row]);
        if (rescale != 1f)
            Multiply(state.Sums + (row * call.HeadDim), call.HeadDim, rescale, state.Sums + (row * call.HeadDim));
    }

    // Adds score * value for keys [from, to), which may span two blocks of the cache.
    private static void AddValues(in AttentionCall call, in State state, int firstKey, int row, int from, int to, int rows)
    {
        while (from < to)
        {
            var position = firstKey + from;
            var count = Math.Min(to - from, call.BlockSize - (position % call.BlockSize));
            var values = call.ValueCache + call.ValueOffset(state.Sequence, position, state.KvHead);
            var scores = state.Scores + (row * KeyBlock) + from;
            var sums = state.Sums + (row * call.HeadDim);
            if (rows == 1)
                RowTile<TLanes, TVector>.MultiplyAddRow(scores, count, values, (int)call.CacheStride, sums, call.HeadDim);
            else if (rows == 2)
                RowTile<TLanes, TVector>.MultiplyAddPair(scores, KeyBlock, count, values, (int)call.CacheStride, sums, call.HeadDim);
            else if (rows == TallRowTile<TLanes, TVector>.Rows)
                AddValuesTall(scores, count, values, (int)call.CacheStride, sums, call.HeadDim);
            else
                RowTile<TLanes, TVector>.MultiplyAdd(scores, KeyBlock, count, values, (int)call.CacheStride, sums, call.HeadDim);
            from += count;
        }
    }

    // Head sizes are multiples of one vector; the tall tile takes two.
    private static void AddValuesTall(float* scores, int count, float* values, int stride, float* sums, int headDim)
    {
        const int rows = TallRowTile<TLanes, TVector>.Rows;
        var pairs = headDim / RowTile<TLanes, TVector>.Columns * RowTile<TLanes, TVector>.Columns;
        TallRowTile<TLanes, TVector>.Multiply(scores, KeyBlock, count, values, stride, sums, headDim, pairs, add: true);
        for (var r = 0; r < rows && pairs < headDim; r++)
            RowTile<TLanes, TVector>.MultiplyAddRow(scores + (r * KeyBlock), count, values + pairs, stride, sums + (r * headDim) + pairs, headDim - pairs);
    }

    private static void StoreOutput(in AttentionCall call, RowBlock block, in State state)
    {
        for (var row = 0; row < state.Rows; row++)
        {
            var (token, head) = Math.DivRem(row, call.Group);
            var target = call.Output + QueryOffset(call, block.FirstRow + token, state.KvHead, head);
            Multiply(state.Sums + (row * call.HeadDim), call.HeadDim, 1f / state.Total[row], target);
        }
    }

    private static long QueryOffset(in AttentionCall call, int row, int kvHead, int head) =>
        (((long)row * call.Heads) + (kvHead * call.Group) + head) * call.HeadDim;

    private static void Multiply(float* source, int count, float factor, float* destination)
    {
        var f = TLanes.Broadcast(factor);
        for (var i = 0; i < count; i += TLanes.Count)
            TLanes.Store(TLanes.Multiply(TLanes.Load(source + i), f), destination + i);
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    private struct State
    {
        public float* Queries;  // [rows, headDim]: rotated and scaled
        public float* Sums;     // [rows, headDim]: value sums so far
        public float* Scores;   // [rows, KeyBlock]
        public float* Max;      // [rows]
        public float* Total;    // [rows]
        public int Rows;
        public int Sequence;
        public int KvHead;
        public int FirstPosition;

        public readonly int Position(int row, int group) => FirstPosition + (row / group);

        /// <summary>The keys of the block at <paramref name="firstKey"/> that a row sees; empty when From is not below To.</summary>
        public readonly (int From, int To) VisibleKeys(in AttentionCall call, int row, int firstKey)
        {
            var position = Position(row, call.Group);
            var from = Math.Max(0, call.FirstVisible(position) - firstKey);
            return (from, Math.Min(KeyBlock, position + 1 - firstKey));
        }
    }
}
