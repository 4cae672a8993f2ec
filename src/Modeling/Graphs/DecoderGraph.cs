using System.Globalization;
using RewardServer.Modeling.Architectures;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling.Graphs;

/// <summary>
/// Lays a decoder over packed tokens: embedding, layers, final norm. From the attention of the last layer on, only the rows
/// that are read are computed: nothing after it looks at another row.
/// </summary>
internal sealed class DecoderGraph
{
    private readonly GraphBuilder _graph;
    private readonly WeightWriter _weights;
    private readonly LinearLayers _linear;
    private readonly GraphTarget _target;
    private readonly DecoderConfig _config;

    public DecoderGraph(GraphBuilder graph, WeightWriter weights, LinearLayers linear, GraphTarget target, DecoderConfig config)
    {
        _graph = graph;
        _weights = weights;
        _linear = linear;
        _target = target;
        _config = config;
    }

    /// <summary>Adds the inputs and the body; returns the normed hidden state at the read positions [N, hidden].</summary>
    public string Build(DecoderTensors tensors, int maxPositions)
    {
        // :: Step 1: inputs
        AddInputs();
        var rotary = AddRotaryTables(maxPositions);

        // :: Step 2: embedding and the first norm
        var residual = _graph.Node(Operator.Gather, "embedding", [_linear.Plain(tensors.Embedding), PackedGraph.InputIds]);
        var normed = _graph.Node(Operator.RmsNorm, "layers.0.input", [residual, _linear.Plain(tensors.Layers[0].InputNorm)], RmsAttributes());

        // :: Step 3: layers; each ends with the norm that the next one, or the head, starts from
        var input = _linear.Prepare(normed);
        for (var i = 0; i < tensors.Layers.Count - 1; i++)
        {
            var attention = Attention(input, tensors.Layers[i], i, rotary);
            var mlp = FeedForward(attention, ref residual, tensors.Layers[i], i);
            (input, residual) = _linear.AddAndNorm(Name(i + 1, "input"), mlp, residual, tensors.Layers[i + 1].InputNorm, _config.NormEpsilon);
        }

        var last = tensors.Layers.Count - 1;
        var read = ReadRows(Attention(input, tensors.Layers[last], last, rotary));
        residual = ReadRows(residual);
        return _linear.AddAndNormLast("hidden", FeedForward(read, ref residual, tensors.Layers[last], last), residual, tensors.FinalNorm, _config.NormEpsilon);
    }

    private static string Name(int layer, string part) => "layers." + layer.ToString(CultureInfo.InvariantCulture) + "." + part;

    private void AddInputs()
    {
        _graph.Input(PackedGraph.InputIds, ElementType.Int64, "tokens");
        _graph.Input(PackedGraph.CumulativeLengths, ElementType.Int32, "sequences_plus_one");
        _graph.Input(PackedGraph.PastLengths, ElementType.Int32, "sequences");
        _graph.Input(PackedGraph.BlockTable, ElementType.Int32, "sequences", "sequence_blocks");
        _graph.Input(PackedGraph.ReadPositions, ElementType.Int64, "reads");
        for (var i = 0; i < _config.Layers; i++)
        {
            _graph.Input(PackedGraph.KeyCache(i), _target.ElementType, CacheShape());
            _graph.Input(PackedGraph.ValueCache(i), _target.ElementType, CacheShape());
        }
    }

    private Dimension[] CacheShape() => ["blocks", "block_size", _config.KvHeads, _config.HeadDim];

    private (string Cosines, string Sines) AddRotaryTables(int positions)
    {
        var (cosines, sines) = RotaryTables.Compute(_config.Rotary, _config.HeadDim, positions);
        long[] shape = [positions, _config.HeadDim / 2];
        return (Table("rotary.cosines", cosines), Table("rotary.sines", sines));

        string Table(string name, float[] values) => _graph.Weight(name, () =>
            _target.ElementType == ElementType.Float16 ? _weights.WriteComputedHalf(name, shape, values) : _weights.WriteComputed(name, shape, values));
    }

    private string ReadRows(string values) => _graph.Node(Operator.Gather, values + ".read", [values, PackedGraph.ReadPositions]);

    private string Attention(LinearInput input, LayerTensors layer, int index, (string Cosines, string Sines) rotary)
    {
        var (query, key, value) = _linear.QueryKeyValue(input, Name(index, ""), layer, _config);
        query = NormHeads(query, layer.QueryNorm, _config.Heads);
        key = NormHeads(key, layer.KeyNorm, _config.KvHeads);
        var (keyCache, valueCache) = (PackedGraph.KeyCache(index), PackedGraph.ValueCache(index));
        var output = Name(index, "attention");
        string[] outputs = _target.WritesCachesInPlace ? [output] : [output, PackedGraph.KeyCacheOutput(index), PackedGraph.ValueCacheOutput(index)];
        _graph.Node(
            _target.Attention,
            outputs,
            [query, key, value, keyCache, valueCache, PackedGraph.CumulativeLengths, PackedGraph.PastLengths, PackedGraph.BlockTable, rotary.Cosines, rotary.Sines],
            Attributes.Int("num_heads", _config.Heads),
            Attributes.Int("kv_num_heads", _config.KvHeads),
            Attributes.Float("scale", 0),
            Attributes.Int("local_window_size", _config.Windows[index] ?? -1),
            Attributes.Int("do_rotary", 1));
        foreach (var cache in outputs.AsSpan(1))
            _graph.Output(cache, _target.ElementType, CacheShape());
        return output;
    }

    /// <summary>RMS norm over each head of [rows, heads * dim] (Qwen3); unchanged without a norm.</summary>
    private string NormHeads(string values, TensorInfo? norm, int heads)
    {
        if (norm is null)
            return values;
        var split = _graph.Constant($"shape.{heads}_heads", ElementType.Int64, [3], -1L, heads, _config.HeadDim);
        var joined = _graph.Constant($"shape.{heads}_heads_joined", ElementType.Int64, [2], -1L, (long)heads * _config.HeadDim);
        var perHead = _graph.Node(Operator.Reshape, values + ".heads", [values, split]);
        var normed = _graph.Node(Operator.RmsNorm, values + ".normed_heads", [perHead, _linear.Plain(norm)], RmsAttributes());
        return _graph.Node(Operator.Reshape, values + ".normed", [normed, joined]);
    }

    /// <summary>Takes the attention's output into the residual and goes on to what the layer adds next.</summary>
    private LinearOutput FeedForward(string attention, ref string residual, LayerTensors layer, int index)
    {
        var projected = _linear.Apply(_linear.Prepare(attention), Name(index, "attention_output"), layer.AttentionOutput);
        (var input, residual) = _linear.AddAndNorm(Name(index, "mlp_input"), projected, residual, layer.PostAttentionNorm, _config.NormEpsilon);
        return _linear.Apply(_linear.GateAndUp(input, Name(index, ""), layer), Name(index, "mlp"), layer.Down);
    }

    private Onnx.AttributeProto[] RmsAttributes() =>
        [Attributes.Float("epsilon", _config.NormEpsilon), Attributes.Int("axis", -1), Attributes.Int("stash_type", (int)ElementType.Float)];
}
