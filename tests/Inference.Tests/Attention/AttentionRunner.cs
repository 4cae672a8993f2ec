using Microsoft.ML.OnnxRuntime;
using RewardServer.Inference.Onnx;
using RewardServer.Inference.Tests.Graphs;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Tests.Attention;

/// <summary>A one-node graph around the attention operator, with caches that keep their content between runs.</summary>
internal sealed class AttentionRunner : IDisposable
{
    private const int Blocks = 96;

    private static readonly string[] Inputs =
        ["query", "key", "value", "key_cache", "value_cache", "starts", "past", "table", "cosines", "sines"];

    private readonly AttentionCase _shape;
    private readonly InferenceSession _session;
    private readonly float[] _keyCache;
    private readonly float[] _valueCache;
    private readonly Dictionary<AttentionSequence, int[]> _tables = [];
    private readonly Queue<int> _free;

    public AttentionRunner(AttentionCase shape, int threads = 1, float cacheFill = 0f)
    {
        _shape = shape;
        _keyCache = new float[Blocks * AttentionCase.BlockSize * shape.KvHeads * shape.HeadDim];
        _valueCache = new float[_keyCache.Length];
        _keyCache.AsSpan().Fill(cacheFill);
        _valueCache.AsSpan().Fill(cacheFill);

        // Blocks in no order: nothing may rely on their being neighbours.
        var order = Enumerable.Range(0, Blocks).ToArray();
        new Random(7).Shuffle(order);
        _free = new Queue<int>(order);
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        OperatorDomain.Register(options);
        _session = new InferenceSession(Graph(shape), options);
    }

    /// <summary>Runs the positions [past, end) of each sequence; returns each sequence's rows.</summary>
    public float[][] Run(params (AttentionSequence Sequence, int Past, int End)[] parts)
    {
        int queryWidth = _shape.Heads * _shape.HeadDim, keyWidth = _shape.KvHeads * _shape.HeadDim;
        var tokens = parts.Sum(p => p.End - p.Past);
        var tableWidth = parts.Max(p => Table(p.Sequence).Length);
        int[] starts = [0, .. parts.Select((_, i) => parts.Take(i + 1).Sum(p => p.End - p.Past))];
        int[] table = [.. parts.SelectMany(p => Table(p.Sequence).Concat(Enumerable.Repeat(-1, tableWidth - Table(p.Sequence).Length)))];
        var values = new Dictionary<string, OrtValue>
        {
            ["query"] = Value(Rows(p => p.Query, queryWidth), tokens, queryWidth),
            ["key"] = Value(Rows(p => p.Key, keyWidth), tokens, keyWidth),
            ["value"] = Value(Rows(p => p.Value, keyWidth), tokens, keyWidth),
            ["key_cache"] = Value(_keyCache, Blocks, AttentionCase.BlockSize, _shape.KvHeads, _shape.HeadDim),
            ["value_cache"] = Value(_valueCache, Blocks, AttentionCase.BlockSize, _shape.KvHeads, _shape.HeadDim),
            ["starts"] = Value(starts, starts.Length),
            ["past"] = Value(parts.Select(p => p.Past).ToArray(), parts.Length),
            ["table"] = Value(table, parts.Length, tableWidth),
            ["cosines"] = Value(_shape.Cosines, _shape.Positions, _shape.HeadDim / 2),
            ["sines"] = Value(_shape.Sines, _shape.Positions, _shape.HeadDim / 2),
        };
        using var run = new RunOptions();
        using var outputs = _session.Run(run, values, ["output"]);
        var output = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        foreach (var value in values.Values)
            value.Dispose();
        return [.. parts.Select((p, i) => output[(starts[i] * queryWidth)..(starts[i + 1] * queryWidth)])];

        float[] Rows(Func<AttentionSequence, float[]> of, int width) =>
            [.. parts.SelectMany(p => of(p.Sequence)[(p.Past * width)..(p.End * width)])];
    }

    public void Dispose() => _session.Dispose();

    private int[] Table(AttentionSequence sequence)
    {
        if (!_tables.TryGetValue(sequence, out var table))
            _tables[sequence] = table = [.. Enumerable.Range(0, (sequence.Length + AttentionCase.BlockSize - 1) / AttentionCase.BlockSize).Select(_ => _free.Dequeue())];
        return table;
    }

    private static OrtValue Value<T>(T[] values, params long[] shape)
        where T : unmanaged => OrtValue.CreateTensorValueFromMemory(values, shape);

    private static byte[] Graph(AttentionCase shape) => new GraphWriter()
        .Input("query", GraphWriter.Float, -1, shape.Heads * shape.HeadDim)
        .Input("key", GraphWriter.Float, -1, shape.KvHeads * shape.HeadDim)
        .Input("value", GraphWriter.Float, -1, shape.KvHeads * shape.HeadDim)
        .Input("key_cache", GraphWriter.Float, -1, -1, shape.KvHeads, shape.HeadDim)
        .Input("value_cache", GraphWriter.Float, -1, -1, shape.KvHeads, shape.HeadDim)
        .Input("starts", GraphWriter.Int32, -1)
        .Input("past", GraphWriter.Int32, -1)
        .Input("table", GraphWriter.Int32, -1, -1)
        .Input("cosines", GraphWriter.Float, -1, shape.HeadDim / 2)
        .Input("sines", GraphWriter.Float, -1, shape.HeadDim / 2)
        .Node(
            PackedGraph.PagedAttention,
            PackedGraph.OperatorDomain,
            Inputs,
            ["output"],
            ("num_heads", (long)shape.Heads),
            ("kv_num_heads", (long)shape.KvHeads),
            ("scale", 0f),
            ("local_window_size", (long)shape.Window),
            ("do_rotary", 1L))
        .Output("output", GraphWriter.Float, -1, shape.Heads * shape.HeadDim)
        .ToModel();
}
