using RewardServer.Modeling.Architectures;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Graphs;

/// <summary>An activation ready to go through linear layers: itself, or its bytes and the scale of each row.</summary>
internal readonly record struct LinearInput(string Values, string? RowScales = null);

/// <summary>What a linear layer says: itself, or a product that still lacks the scale of each row and the bias.</summary>
internal readonly record struct LinearOutput(string Values, string? RowScales = null, string? Bias = null);

/// <summary>
/// Builds linear layers in one number format, with what is fused with them. What several layers read is prepared once.
/// </summary>
internal abstract class LinearLayers(GraphBuilder graph, WeightWriter weights)
{
    protected GraphBuilder Graph => graph;

    protected WeightWriter Weights => weights;

    /// <summary>Prepares an activation [rows, in] for any number of layers.</summary>
    public abstract LinearInput Prepare(string input);

    /// <summary>y = x Wᵀ + b, [rows, out].</summary>
    public abstract LinearOutput Apply(LinearInput input, string output, LinearTensors layer);

    /// <summary>Query, key and value of a layer, each [rows, its heads * dim]; <paramref name="name"/> is what their names begin with.</summary>
    public abstract (string Query, string Key, string Value) QueryKeyValue(LinearInput input, string name, LayerTensors layer, DecoderConfig config);

    /// <summary>silu(gate) * up, ready for the next layer.</summary>
    public abstract LinearInput GateAndUp(LinearInput input, string name, LayerTensors layer);

    /// <summary>The sum of residual and output, and its RMS norm, ready for the next layer.</summary>
    public abstract (LinearInput Normed, string Sum) AddAndNorm(string name, LinearOutput added, string residual, TensorInfo norm, float epsilon);

    /// <summary>The RMS norm of the sum of residual and output, as floats.</summary>
    public abstract string AddAndNormLast(string name, LinearOutput added, string residual, TensorInfo norm, float epsilon);

    /// <summary>Adds a weight of the layer's format that takes no part in a product: norms, biases, embedding.</summary>
    public abstract string Plain(TensorInfo tensor);

    /// <summary>ONNX Runtime's sum and RMS norm in one node.</summary>
    protected (string Normed, string Sum) SkipRmsNorm(string output, string added, string residual, TensorInfo norm, float epsilon)
    {
        var sum = output + ".residual";
        Graph.Node(Operator.SkipRmsNorm, [output, "", "", sum], [added, residual, Plain(norm)], Attributes.Float("epsilon", epsilon));
        return (output, sum);
    }
}
