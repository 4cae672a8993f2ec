using RewardServer.Modeling.Architectures;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Modeling.Graphs.Onnx;

namespace RewardServer.Modeling.Graphs;

/// <summary>
/// 32-bit floats. Gemm takes the checkpoint's own [out, in] layout, so nothing is transposed, and rows come out with the same bits
/// whatever their number (ADR 0020).
/// </summary>
internal class FloatLayers(GraphBuilder graph, WeightWriter weights) : LinearLayers(graph, weights)
{
    public override LinearInput Prepare(string input) => new(input);

    public override LinearOutput Apply(LinearInput input, string output, LinearTensors layer) => new(Linear(input.Values, output, layer));

    /// <summary>A linear layer; returns <paramref name="output"/>.</summary>
    public string Linear(string input, string output, LinearTensors layer)
    {
        var weight = Matrix(layer.Weight);
        string[] inputs = layer.Bias is { } bias ? [input, weight, Plain(bias)] : [input, weight];
        return Graph.Node(Operator.Gemm, output, inputs, Attributes.Int("transB", 1));
    }

    public override (string Query, string Key, string Value) QueryKeyValue(LinearInput input, string name, LayerTensors layer, DecoderConfig config) =>
        (Linear(input.Values, name + "query", layer.Query), Linear(input.Values, name + "key", layer.Key), Linear(input.Values, name + "value", layer.Value));

    public override LinearInput GateAndUp(LinearInput input, string name, LayerTensors layer) =>
        new(Gated(name, Linear(input.Values, name + "gate", layer.Gate), Linear(input.Values, name + "up", layer.Up)));

    public override (LinearInput Normed, string Sum) AddAndNorm(string name, LinearOutput added, string residual, TensorInfo norm, float epsilon)
    {
        var (normed, sum) = SkipRmsNorm(name, added.Values, residual, norm, epsilon);
        return (new LinearInput(normed), sum);
    }

    public override string AddAndNormLast(string name, LinearOutput added, string residual, TensorInfo norm, float epsilon) =>
        SkipRmsNorm(name, added.Values, residual, norm, epsilon).Normed;

    public override string Plain(TensorInfo tensor) => Matrix(WeightMatrix.Of(tensor));

    /// <summary>Adds a weight matrix as it is.</summary>
    public string Matrix(WeightMatrix matrix) => Graph.Weight(matrix.Name, () => Write(matrix));

    protected virtual string Gated(string name, string gate, string up) => Graph.Node(Operator.SwiGlu, name + "gated", [gate, up]);

    protected virtual TensorProto Write(WeightMatrix matrix) => Weights.WriteFloat(matrix.Name, matrix);
}

/// <summary>16-bit floats, for CUDA, which has none of our operators.</summary>
internal sealed class HalfLayers(GraphBuilder graph, WeightWriter weights) : FloatLayers(graph, weights)
{
    protected override string Gated(string name, string gate, string up)
    {
        var activated = Graph.Node(Operator.QuickGelu, name + "silu", [gate], Attributes.Float("alpha", 1));
        return Graph.Node(Operator.Mul, name + "gated", [activated, up]);
    }

    protected override TensorProto Write(WeightMatrix matrix) => Weights.WriteHalf(matrix.Name, matrix);
}
