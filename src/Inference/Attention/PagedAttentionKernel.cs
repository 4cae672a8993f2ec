using System.Runtime.Intrinsics;
using RewardServer.Inference.Numerics;
using RewardServer.Inference.Onnx;

namespace RewardServer.Inference.Attention;

/// <summary>
/// Causal grouped-query attention over a paged cache. First all new keys and values go into the cache, then every
/// (row block, key/value head) is computed on its own.
/// </summary>
internal sealed class PagedAttentionKernel : OperatorKernel
{
    private const int WriteCache = 0;
    private const int Attend = 1;

    // Fewer tokens than this are not worth waking a thread for.
    private const int TokensPerWrite = 64;

    // Query rows of a block, all heads of the group counted: enough to pay for transposing a key block.
    private const int RowsPerBlock = 64;

    private readonly AttentionShape _shape;
    private readonly int _positionsPerBlock;
    private AttentionCall _call;
    private RowBlock[] _rowBlocks = [];

    public PagedAttentionKernel(AttentionShape shape)
    {
        shape.Validate();
        _shape = shape;
        _positionsPerBlock = Math.Max(1, RowsPerBlock / shape.Group);
    }

    public override void Compute(KernelContext context)
    {
        _call = AttentionCallReader.Read(context, _shape);
        if (_call.Tokens == 0)
            return;
        RunParts(context, WriteCache, (_call.Tokens + TokensPerWrite - 1) / TokensPerWrite);
        RunParts(context, Attend, PlanRowBlocks() * _call.KvHeads);
    }

    protected override void ComputePart(int phase, int part)
    {
        if (phase == WriteCache)
        {
            CacheWriter.Write(_call, part * TokensPerWrite, Math.Min(_call.Tokens, (part + 1) * TokensPerWrite));
            return;
        }

        var (block, kvHead) = Math.DivRem(part, _call.KvHeads);
        if (Vector512.IsHardwareAccelerated)
            AttentionTile<Lanes512, Vector512<float>>.Compute(_call, _rowBlocks[block], kvHead);
        else
            AttentionTile<Lanes256, Vector256<float>>.Compute(_call, _rowBlocks[block], kvHead);
    }

    private unsafe int PlanRowBlocks()
    {
        var most = _call.Sequences + (_call.Tokens / _positionsPerBlock);
        if (_rowBlocks.Length < most)
            _rowBlocks = new RowBlock[most];
        var count = 0;
        for (var s = 0; s < _call.Sequences; s++)
        {
            for (var row = _call.Starts[s]; row < _call.Starts[s + 1]; row += _positionsPerBlock)
                _rowBlocks[count++] = new RowBlock(s, row, Math.Min(_positionsPerBlock, _call.Starts[s + 1] - row));
        }

        return count;
    }
}
