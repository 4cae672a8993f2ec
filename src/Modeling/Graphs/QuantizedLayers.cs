using System.Globalization;
using RewardServer.Modeling.Architectures;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Graphs;

/// <summary>
/// W8A8: weights are signed bytes with a scale per output, activations unsigned bytes (zero at 128) with a scale per row (ADR 0021). Integer
/// sums are exact and each row has its own scale, so a row comes out with the same bits in any batch; per-tensor scales would
/// not allow that. Products stay unscaled until an operator of ours reads them anyway (ADR 0095). Norms, biases and heads stay 32-bit floats.
/// </summary>
internal sealed class QuantizedLayers(GraphBuilder graph, WeightWriter weights) : LinearLayers(graph, weights)
{
    private const byte ZeroPoint = 128;

    private readonly FloatLayers _floats = new(graph, weights);

    public override LinearInput Prepare(string input) => Bytes(Operator.QuantizeRows, input, [input]);

    public override LinearOutput Apply(LinearInput input, string output, LinearTensors layer) =>
        new(Product(input, output, layer.Weight), input.RowScales, Bias(layer));

    public override (string Query, string Key, string Value) QueryKeyValue(LinearInput input, string name, LayerTensors layer, DecoderConfig config)
    {
        var (product, scales, bias) = Joined(input, name + "query_key_value", layer.Query, layer.Key, layer.Value);
        var (query, key, value) = (name + "query", name + "key", name + "value");
        Graph.Node(
            Operator.DequantizeHeads,
            [query, key, value],
            [product, scales!, bias!],
            Attributes.Int("num_heads", config.Heads),
            Attributes.Int("kv_num_heads", config.KvHeads));
        return (query, key, value);
    }

    public override LinearInput GateAndUp(LinearInput input, string name, LayerTensors layer)
    {
        var (product, scales, bias) = Joined(input, name + "gate_up", layer.Gate, layer.Up);
        return Bytes(Operator.SwiGluQuantize, name + "gated", [product, scales!, bias!]);
    }

    public override (LinearInput Normed, string Sum) AddAndNorm(string name, LinearOutput added, string residual, TensorInfo norm, float epsilon)
    {
        var (bytes, scales, sum) = (name + ".int8", name + ".scale", name + ".residual");
        Graph.Node(
            Operator.AddRmsNormQuantize,
            [bytes, scales, sum],
            [added.Values, added.RowScales!, added.Bias!, residual, Plain(norm)],
            Attributes.Float("epsilon", epsilon));
        return (new LinearInput(bytes, scales), sum);
    }

    // Only the read rows come here: what they cost does not matter.
    public override string AddAndNormLast(string name, LinearOutput added, string residual, TensorInfo norm, float epsilon)
    {
        var scaled = Graph.Node(Operator.Mul, added.Values + ".scaled", [added.Values, added.RowScales!]);
        var biased = Graph.Node(Operator.Add, added.Values + ".biased", [scaled, added.Bias!]);
        return SkipRmsNorm(name, biased, residual, norm, epsilon).Normed;
    }

    public override string Plain(TensorInfo tensor) => _floats.Plain(tensor);

    private LinearInput Bytes(Operator op, string name, ReadOnlySpan<string> inputs)
    {
        var (bytes, scales) = (name + ".int8", name + ".scale");
        Graph.Node(op, [bytes, scales], inputs);
        return new LinearInput(bytes, scales);
    }

    /// <summary>Layers over one input as a single product, side by side.</summary>
    private LinearOutput Joined(LinearInput input, string name, params ReadOnlySpan<LinearTensors> layers)
    {
        string[] biases = new string[layers.Length];
        var matrices = new WeightMatrix[layers.Length];
        for (var i = 0; i < layers.Length; i++)
            (biases[i], matrices[i]) = (Bias(layers[i]), layers[i].Weight);
        // ONNX Runtime joins the constants once, while it loads.
        var bias = Graph.Node(Operator.Concat, name + ".bias", biases, Attributes.Int("axis", 0));
        return new LinearOutput(Product(input, name, WeightMatrix.Joined(name, matrices)), input.RowScales, bias);
    }

    private string Product(LinearInput input, string output, WeightMatrix matrix)
    {
        var (weight, scale) = Quantized(matrix);
        var one = Graph.Constant("int8.one", ElementType.Float, [], 1f);
        var zero = Graph.Constant<byte>("int8.zero_point", ElementType.UInt8, [], ZeroPoint);
        return Graph.Node(Operator.MatMulIntegerToFloat, output, [input.Values, weight, one, scale, zero]);
    }

    private string Bias(LinearTensors layer)
    {
        if (layer.Bias is { } bias)
            return Plain(bias);
        var outputs = layer.Weight.Rows;
        return Graph.Constant<float>(string.Create(CultureInfo.InvariantCulture, $"int8.no_bias.{outputs}"), ElementType.Float, [outputs], new float[outputs]);
    }

    private (string Weight, string Scale) Quantized(WeightMatrix matrix)
    {
        var (name, scaleName) = (matrix.Name + ".int8_weight", matrix.Name + ".weight_scale");
        // Both come from one pass over the tensor; every layer has its own, so neither name was used before.
        var (weight, scale) = Weights.WriteQuantized(name, scaleName, matrix);
        return (Graph.Weight(name, () => weight), Graph.Weight(scaleName, () => scale));
    }
}
