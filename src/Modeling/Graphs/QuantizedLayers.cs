using RewardServer.Modeling.Architectures;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Graphs;

/// <summary>
/// W8A8: weights are signed bytes with a scale per output, activations unsigned bytes (zero at 128) with a scale per row. Integer
/// sums are exact and each row has its own scale, so a row comes out with the same bits in any batch; per-tensor scales would
/// not allow that. Norms, biases and heads stay 32-bit floats.
/// </summary>
internal sealed class QuantizedLayers(GraphBuilder graph, WeightWriter weights) : LinearLayers(graph, weights)
{
    private const float Levels = 127;
    private const byte ZeroPoint = 128;

    // Keeps a row of zeros from dividing by zero; far below any activation that matters.
    private const float SmallestScale = 1e-12f;

    private readonly FloatLayers _floats = new(graph, weights);

    public override LinearInput Prepare(string input)
    {
        var magnitude = Graph.Node(Operator.Abs, input + ".magnitude", [input]);
        var axes = Graph.Constant("int8.axes", ElementType.Int64, [1], 1L);
        var most = Graph.Node(Operator.ReduceMax, input + ".most", [magnitude, axes], Attributes.Int("keepdims", 1));
        var exact = Graph.Node(Operator.Mul, input + ".exact_scale", [most, Scalar("int8.step", 1 / Levels)]);
        var scale = Graph.Node(Operator.Add, input + ".scale", [exact, Scalar("int8.smallest_scale", SmallestScale)]);

        var scaled = Graph.Node(Operator.Div, input + ".scaled", [input, scale]);
        var rounded = Graph.Node(Operator.Round, input + ".rounded", [scaled]);
        var shifted = Graph.Node(Operator.Add, input + ".shifted", [rounded, Scalar("int8.zero", (float)ZeroPoint)]);
        return new LinearInput(Graph.Node(Operator.Cast, input + ".int8", [shifted], Attributes.Int("to", (int)ElementType.UInt8)), scale);
    }

    public override string Apply(LinearInput input, string output, LinearTensors layer)
    {
        var (weight, scale) = Quantized(layer.Weight);
        var one = Scalar("int8.one", 1f);
        var zero = Graph.Constant<byte>("int8.zero_point", ElementType.UInt8, [], ZeroPoint);
        var unscaled = Graph.Node(Operator.MatMulIntegerToFloat, output + ".unscaled", [input.Values, weight, one, scale, zero]);
        if (layer.Bias is null)
            return Graph.Node(Operator.Mul, output, [unscaled, input.RowScales!]);
        var product = Graph.Node(Operator.Mul, output + ".product", [unscaled, input.RowScales!]);
        return Graph.Node(Operator.Add, output, [product, Plain(layer.Bias)]);
    }

    public override string Plain(TensorInfo tensor) => _floats.Plain(tensor);

    private (string Weight, string Scale) Quantized(WeightMatrix matrix)
    {
        var (name, scaleName) = (matrix.Name + ".int8", matrix.Name + ".scale");
        // Both come from one pass over the tensor; every layer has its own, so neither name was used before.
        var (weight, scale) = Weights.WriteQuantized(name, scaleName, matrix);
        return (Graph.Weight(name, () => weight), Graph.Weight(scaleName, () => scale));
    }

    private string Scalar(string name, float value) => Graph.Constant(name, ElementType.Float, [], value);
}
