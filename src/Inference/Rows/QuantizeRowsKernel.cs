using System.Runtime.Intrinsics;
using RewardServer.Inference.Numerics;
using RewardServer.Inference.Onnx;

namespace RewardServer.Inference.Rows;

/// <summary>Rows to bytes in one pass over memory.</summary>
internal sealed unsafe class QuantizeRowsKernel : RowKernel
{
    private float* _input;  // [rows, width]
    private byte* _bytes;   // [rows, width]
    private float* _scales; // [rows]
    private int _width;

    public override void Compute(KernelContext context)
    {
        var input = context.Input(0);
        Require(input.Rank == 2, "QuantizeRows: the input is not a matrix");
        _input = input.As<float>();
        _width = input[1];
        _bytes = context.Output<byte>(0, input[0], _width);
        _scales = context.Output(1, input[0], 1);
        RunRows(context, input[0], _width);
    }

    protected override void ComputeWide(int from, int to) => ComputeRows<Lanes512, Vector512<float>>(from, to);

    protected override void ComputeNarrow(int from, int to) => ComputeRows<Lanes256, Vector256<float>>(from, to);

    private void ComputeRows<TLanes, TVector>(int from, int to)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        for (var row = from; row < to; row++)
        {
            var offset = (long)row * _width;
            _scales[row] = RowQuantizer<TLanes, TVector>.Quantize(_input + offset, _width, _bytes + offset);
        }
    }
}
