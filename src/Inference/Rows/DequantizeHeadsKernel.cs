using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using RewardServer.Inference.Numerics;
using RewardServer.Inference.Onnx;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Rows;

/// <summary>Scales the joined product of query, key and value and takes it apart.</summary>
internal sealed unsafe class DequantizeHeadsKernel(int heads, int kvHeads) : RowKernel
{
    private ProductRows _product;
    private float* _query;  // [rows, heads * dim]
    private float* _key;    // [rows, kvHeads * dim]
    private float* _value;  // as the key
    private int _queryWidth;
    private int _keyWidth;

    public override void Compute(KernelContext context)
    {
        _product = ProductRows.Read(context, PackedGraph.DequantizeHeads);
        Require(heads > 0 && kvHeads > 0 && _product.Width % (heads + (2 * kvHeads)) == 0, "DequantizeHeads: the product's width is not that of its heads");
        var headDim = _product.Width / (heads + (2 * kvHeads));
        (_queryWidth, _keyWidth) = (heads * headDim, kvHeads * headDim);
        _query = context.Output(0, _product.Rows, _queryWidth);
        _key = context.Output(1, _product.Rows, _keyWidth);
        _value = context.Output(2, _product.Rows, _keyWidth);
        RunRows(context, _product.Rows, 2 * _product.Width);
    }

    protected override void ComputeWide(int from, int to) => ComputeRows<Lanes512, Vector512<float>>(from, to);

    protected override void ComputeNarrow(int from, int to) => ComputeRows<Lanes256, Vector256<float>>(from, to);

    private void ComputeRows<TLanes, TVector>(int from, int to)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        for (var row = from; row < to; row++)
        {
            Copy<TLanes, TVector>(row, 0, _queryWidth, _query + ((long)row * _queryWidth));
            Copy<TLanes, TVector>(row, _queryWidth, _keyWidth, _key + ((long)row * _keyWidth));
            Copy<TLanes, TVector>(row, _queryWidth + _keyWidth, _keyWidth, _value + ((long)row * _keyWidth));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Copy<TLanes, TVector>(int row, int column, int count, float* destination)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        var product = _product;
        var scale = TLanes.Broadcast(product.Scale(row));
        for (var i = 0; i < count; i += TLanes.Count)
            Edge<TLanes, TVector>.Store(product.Load<TLanes, TVector>(row, column + i, scale, count - i), destination + i, count - i);
    }
}
