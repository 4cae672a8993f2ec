using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RewardServer.Inference.Numerics;
using RewardServer.Inference.Onnx;

namespace RewardServer.Inference.Rows;

/// <summary>silu(gate) * up in one pass.</summary>
internal sealed unsafe class SwiGluKernel : RowKernel
{
    private float* _gate;   // [rows, width]
    private float* _up;     // [rows, width]
    private float* _output; // [rows, width]
    private int _width;

    public override void Compute(KernelContext context)
    {
        TensorView gate = context.Input(0), up = context.Input(1);
        Require(gate.Rank == 2 && up.Rank == 2 && gate[0] == up[0] && gate[1] == up[1], "SwiGlu: gate and up are not matrices of one shape");
        _gate = gate.As<float>();
        _up = up.As<float>();
        _width = gate[1];
        _output = context.Output(0, gate[0], _width);
        RunRows(context, gate[0], 3 * _width);
    }

    protected override void ComputeWide(int from, int to) => ComputeRows<Lanes512, Vector512<float>>(from, to);

    protected override void ComputeNarrow(int from, int to) => ComputeRows<Lanes256, Vector256<float>>(from, to);

    // The rows lie end to end and each number is on its own: they are one long row.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ComputeRows<TLanes, TVector>(int from, int to)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var count = (to - from) * _width;
        float* gate = _gate + ((long)from * _width), up = _up + ((long)from * _width), output = _output + ((long)from * _width);
        for (var i = 0; i < count; i += TLanes.Count)
        {
            var left = count - i;
            var value = SwiGlu<TLanes, TVector>.Of(Edge<TLanes, TVector>.Load(gate + i, left), Edge<TLanes, TVector>.Load(up + i, left));
            Edge<TLanes, TVector>.Store(value, output + i, left);
        }
    }
}
