using RewardServer.Modeling.Architectures;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Modeling.Graphs.Onnx;

namespace RewardServer.Modeling.Graphs;

/// <summary>An activation ready to go through linear layers: itself, or its bytes and the scale of each row.</summary>
internal readonly record struct LinearInput(string Values, string? RowScales = null);

/// <summary>Builds linear layers in one number format. What several layers read is prepared once.</summary>
internal abstract class LinearLayers(GraphBuilder graph, WeightWriter weights)
{
    protected GraphBuilder Graph => graph;

    protected WeightWriter Weights => weights;

    /// <summary>Prepares an activation [rows, in] for any number of <see cref="Apply"/>.</summary>
    public abstract LinearInput Prepare(string input);

    /// <summary>y = x Wᵀ + b, [rows, out].</summary>
    public abstract string Apply(LinearInput input, string output, LinearTensors layer);

    /// <summary>Adds a weight of the layer's format that takes no part in a product: norms, biases, embedding.</summary>
    public abstract string Plain(TensorInfo tensor);
}

/// <summary>
/// 32-bit floats. Gemm takes the checkpoint's own [out, in] layout, so nothing is transposed, and rows come out with the same bits
/// whatever their number (ADR 0020).
/// </summary>
internal class FloatLayers(GraphBuilder graph, WeightWriter weights) : LinearLayers(graph, weights)
{
    public override LinearInput Prepare(string input) => new(input);

    public override string Apply(LinearInput input, string output, LinearTensors layer)
    {
        var weight = Matrix(layer.Weight);
        string[] inputs = layer.Bias is { } bias ? [input.Values, weight, Plain(bias)] : [input.Values, weight];
        return Graph.Node(Operator.Gemm, output, inputs, Attributes.Int("transB", 1));
    }

    public override string Plain(TensorInfo tensor) => Matrix(WeightMatrix.Of(tensor));

    /// <summary>Adds a weight matrix as it is.</summary>
    public string Matrix(WeightMatrix matrix) => Graph.Weight(matrix.Name, () => Write(matrix));

    protected virtual TensorProto Write(WeightMatrix matrix) => Weights.WriteFloat(matrix.Name, matrix);
}

/// <summary>16-bit floats, for CUDA.</summary>
internal sealed class HalfLayers(GraphBuilder graph, WeightWriter weights) : FloatLayers(graph, weights)
{
    protected override TensorProto Write(WeightMatrix matrix) => Weights.WriteHalf(matrix.Name, matrix);
}
