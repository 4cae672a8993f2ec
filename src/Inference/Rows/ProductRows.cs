using System.Runtime.CompilerServices;
using RewardServer.Inference.Numerics;
using RewardServer.Inference.Onnx;

namespace RewardServer.Inference.Rows;

/// <summary>
/// The product of quantised rows with a weight matrix, still without the rows' scales and the bias: y = product * scale + bias. The first three
/// inputs of the operators that take it.
/// </summary>
internal readonly unsafe struct ProductRows
{
    private readonly float* _product;   // [rows, width]
    private readonly float* _scales;    // [rows]
    private readonly float* _bias;      // [width]

    private ProductRows(TensorView product, TensorView scales, TensorView bias)
    {
        _product = product.As<float>();
        _scales = scales.As<float>();
        _bias = bias.As<float>();
        (Rows, Width) = (product[0], product[1]);
    }

    /// <summary>Rows.</summary>
    public int Rows { get; }

    /// <summary>Numbers of a row.</summary>
    public int Width { get; }

    /// <summary>Reads inputs 0 to 2 and checks that they fit together.</summary>
    public static ProductRows Read(KernelContext context, string operatorName)
    {
        TensorView product = context.Input(0), scales = context.Input(1), bias = context.Input(2);
        if (product.Rank != 2 || scales.Rank != 2 || scales[0] != product[0] || scales[1] != 1 || bias.Rank != 1 || bias[0] != product[1])
            throw new InferenceException($"{operatorName}: the inputs are not product [rows, width], scales [rows, 1], bias [width].");
        return new ProductRows(product, scales, bias);
    }

    /// <summary>The scale of a row.</summary>
    public float Scale(int row) => _scales[row];

    /// <summary>A vector of a row at a column, of which <paramref name="left"/> numbers count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Load<TLanes, TVector>(int row, int column, TVector scale, int left)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct => TLanes.MultiplyAdd(
            Edge<TLanes, TVector>.Load(_product + ((long)row * Width) + column, left),
            scale,
            Edge<TLanes, TVector>.Load(_bias + column, left));
}
