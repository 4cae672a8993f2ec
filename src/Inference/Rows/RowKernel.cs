using System.Runtime.Intrinsics;
using RewardServer.Inference.Onnx;

namespace RewardServer.Inference.Rows;

/// <summary>
/// A node that computes each row on its own, so that a row's bits depend neither on its neighbours nor on threads. Rows are shared
/// out in parts that fit a core's cache.
/// </summary>
internal abstract class RowKernel : OperatorKernel
{
    private const int NumbersPerPart = 1 << 16;

    private int _rows;
    private int _rowsPerPart;

    /// <summary>Computes all rows; <paramref name="width"/> is the numbers of one, of all its tensors together.</summary>
    protected void RunRows(KernelContext context, int rows, int width)
    {
        if (rows == 0)
            return;
        _rows = rows;
        _rowsPerPart = Math.Max(1, NumbersPerPart / width);
        RunParts(context, phase: 0, (rows + _rowsPerPart - 1) / _rowsPerPart);
    }

    /// <summary>Computes the rows [from, to) with 512-bit vectors, on any thread.</summary>
    protected abstract void ComputeWide(int from, int to);

    /// <summary>Computes the rows [from, to) with 256-bit vectors, on any thread.</summary>
    protected abstract void ComputeNarrow(int from, int to);

    /// <inheritdoc/>
    protected override void ComputePart(int phase, int part)
    {
        var from = part * _rowsPerPart;
        var to = Math.Min(_rows, from + _rowsPerPart);
        if (Vector512.IsHardwareAccelerated)
            ComputeWide(from, to);
        else
            ComputeNarrow(from, to);
    }

    /// <summary>Refuses a node whose inputs do not fit together.</summary>
    protected static void Require(bool condition, string otherwise)
    {
        if (!condition)
            throw new InferenceException(otherwise + ".");
    }
}
