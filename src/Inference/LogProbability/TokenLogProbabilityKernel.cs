using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RewardServer.Inference.Numerics;
using RewardServer.Inference.Onnx;

namespace RewardServer.Inference.LogProbability;

/// <summary>
/// log softmax(hidden * head^T) at a few tokens a row. The vocabulary is cut into slices of a fixed size, each computed on its
/// own; their sums are merged in ascending order, so a row's bits depend neither on other rows nor on threads.
/// </summary>
internal sealed unsafe class TokenLogProbabilityKernel : OperatorKernel
{
    /// <summary>Tokens of a slice: big enough that merging costs nothing, small enough to share out the work.</summary>
    public const int SliceSize = 1024;

    private const int ComputeSlice = 0;

    private LogProbabilityCall _call;
    private float* _scratch;
    private long _scratchSize;

    public override void Compute(KernelContext context)
    {
        _call = LogProbabilityCall.Read(context);
        if (_call.Rows == 0)
            return;
        var slices = (_call.Vocabulary + SliceSize - 1) / SliceSize;
        var perTable = (long)slices * _call.Rows;
        EnsureScratch(2 * perTable);
        _call.Maxima = _scratch;
        _call.Totals = _scratch + perTable;
        RunParts(context, ComputeSlice, slices);
        for (var row = 0; row < _call.Rows; row++)
            Finish(row, slices);
    }

    public override void Dispose()
    {
        NativeMemory.AlignedFree(_scratch);
        base.Dispose();
    }

    protected override void ComputePart(int phase, int part)
    {
        if (Vector512.IsHardwareAccelerated)
            VocabularySlice<Lanes512, Vector512<float>>.Compute(_call, part);
        else
            VocabularySlice<Lanes256, Vector256<float>>.Compute(_call, part);
    }

    // log p = logit - log sum e^logit; the few slices of a row are merged in double precision.
    private void Finish(int row, int slices)
    {
        var max = float.NegativeInfinity;
        for (var s = 0; s < slices; s++)
            max = MathF.Max(max, _call.Maxima[((long)s * _call.Rows) + row]);
        var total = 0.0;
        for (var s = 0; s < slices; s++)
        {
            var index = ((long)s * _call.Rows) + row;
            total += _call.Totals[index] * Math.Exp((double)_call.Maxima[index] - max);
        }

        var logSum = max + Math.Log(total);
        var output = _call.Output + ((long)row * _call.TargetsPerRow);
        for (var k = 0; k < _call.TargetsPerRow; k++)
            output[k] = (float)(output[k] - logSum);
    }

    private void EnsureScratch(long floats)
    {
        if (floats <= _scratchSize)
            return;
        NativeMemory.AlignedFree(_scratch);
        _scratchSize = 0;
        const int alignment = 64;
        _scratch = (float*)NativeMemory.AlignedAlloc((nuint)(floats * sizeof(float)), alignment);
        _scratchSize = floats;
    }
}
