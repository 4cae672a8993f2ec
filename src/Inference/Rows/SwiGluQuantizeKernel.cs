using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RewardServer.Inference.Numerics;
using RewardServer.Inference.Onnx;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Rows;

/// <summary>Scales the joined product of gate and up, gates it and turns it into bytes, while the row is in the cache.</summary>
internal sealed unsafe class SwiGluQuantizeKernel : RowKernel
{
    private ProductRows _product;
    private byte* _bytes;   // [rows, width]
    private float* _scales; // [rows]
    private int _width;

    public override void Compute(KernelContext context)
    {
        _product = ProductRows.Read(context, PackedGraph.SwiGluQuantize);
        Require(_product.Width % 2 == 0, "SwiGluQuantize: the product is not gate and up side by side");
        _width = _product.Width / 2;
        _bytes = context.Output<byte>(0, _product.Rows, _width);
        _scales = context.Output(1, _product.Rows, 1);
        RunRows(context, _product.Rows, _product.Width);
    }

    protected override void ComputeWide(int from, int to) => ComputeRows<Lanes512, Vector512<float>>(from, to);

    protected override void ComputeNarrow(int from, int to) => ComputeRows<Lanes256, Vector256<float>>(from, to);

    private void ComputeRows<TLanes, TVector>(int from, int to)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var gated = (float*)NativeMemory.Alloc((nuint)_width, sizeof(float));
        try
        {
            for (var row = from; row < to; row++)
            {
                Gate<TLanes, TVector>(row, gated);
                _scales[row] = RowQuantizer<TLanes, TVector>.Quantize(gated, _width, _bytes + ((long)row * _width));
            }
        }
        finally
        {
            NativeMemory.Free(gated);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gate<TLanes, TVector>(int row, float* gated)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var product = _product;
        var scale = TLanes.Broadcast(product.Scale(row));
        for (int i = 0, width = _width; i < width; i += TLanes.Count)
        {
            var gate = product.Load<TLanes, TVector>(row, i, scale, width - i);
            var up = product.Load<TLanes, TVector>(row, width + i, scale, width - i);
            Edge<TLanes, TVector>.Store(SwiGlu<TLanes, TVector>.Of(gate, up), gated + i, width - i);
        }
    }
}
