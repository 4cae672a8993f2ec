using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RewardServer.Inference.Numerics;
using RewardServer.Inference.Onnx;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Rows;

/// <summary>Scales a product, adds it to the residual, norms the sum and turns it into bytes, while the row is in the cache.</summary>
internal sealed unsafe class AddRmsNormQuantizeKernel(float epsilon) : RowKernel
{
    private ProductRows _product;
    private float* _residual;   // [rows, width]
    private float* _weight;     // [width]
    private byte* _bytes;       // [rows, width]
    private float* _scales;     // [rows]
    private float* _sum;        // [rows, width]

    public override void Compute(KernelContext context)
    {
        _product = ProductRows.Read(context, PackedGraph.AddRmsNormQuantize);
        TensorView residual = context.Input(3), weight = context.Input(4);
        var (rows, width) = (_product.Rows, _product.Width);
        Require(residual.Rank == 2 && residual[0] == rows && residual[1] == width, "AddRmsNormQuantize: the residual has another shape than the product");
        Require(weight.Rank == 1 && weight[0] == width, "AddRmsNormQuantize: the norm weight is not [width]");
        _residual = residual.As<float>();
        _weight = weight.As<float>();
        _bytes = context.Output<byte>(0, rows, width);
        _scales = context.Output(1, rows, 1);
        _sum = context.Output(2, rows, width);
        RunRows(context, rows, 3 * width);
    }

    protected override void ComputeWide(int from, int to) => ComputeRows<Lanes512, Vector512<float>>(from, to);

    protected override void ComputeNarrow(int from, int to) => ComputeRows<Lanes256, Vector256<float>>(from, to);

    private void ComputeRows<TLanes, TVector>(int from, int to)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var width = _product.Width;
        var normed = (float*)NativeMemory.Alloc((nuint)width, sizeof(float));
        try
        {
            for (var row = from; row < to; row++)
            {
                var offset = (long)row * width;
                var squares = Add<TLanes, TVector>(row, _residual + offset, _sum + offset);
                Norm<TLanes, TVector>(_sum + offset, 1f / MathF.Sqrt((squares / width) + epsilon), normed);
                _scales[row] = RowQuantizer<TLanes, TVector>.Quantize(normed, width, _bytes + offset);
            }
        }
        finally
        {
            NativeMemory.Free(normed);
        }
    }

    // sum = residual + product; returns the sum of its squares, in an order that depends on the width only.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Add<TLanes, TVector>(int row, float* residual, float* sum)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var product = _product;
        var scale = TLanes.Broadcast(product.Scale(row));
        TVector even = TLanes.Zero, odd = TLanes.Zero;
        for (var i = 0; i < product.Width; i += 2 * TLanes.Count)
        {
            even = AddVector<TLanes, TVector>(product, row, i, scale, residual, sum, even);
            odd = AddVector<TLanes, TVector>(product, row, i + TLanes.Count, scale, residual, sum, odd);
        }

        return TLanes.Sum(TLanes.Add(even, odd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector AddVector<TLanes, TVector>(in ProductRows product, int row, int i, TVector scale, float* residual, float* sum, TVector squares)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var left = product.Width - i;
        var value = TLanes.Add(Edge<TLanes, TVector>.Load(residual + i, left), product.Load<TLanes, TVector>(row, i, scale, left));
        Edge<TLanes, TVector>.Store(value, sum + i, left);
        return TLanes.MultiplyAdd(value, value, squares);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Norm<TLanes, TVector>(float* sum, float factor, float* normed)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var f = TLanes.Broadcast(factor);
        for (int i = 0, width = _product.Width; i < width; i += TLanes.Count)
        {
            var value = TLanes.Multiply(Edge<TLanes, TVector>.Load(sum + i, width - i), f);
            Edge<TLanes, TVector>.Store(TLanes.Multiply(value, Edge<TLanes, TVector>.Load(_weight + i, width - i)), normed + i, width - i);
        }
    }
}
