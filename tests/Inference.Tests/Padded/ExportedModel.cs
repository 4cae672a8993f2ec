using RewardServer.Inference.Models;
using RewardServer.Inference.Tests.Graphs;
using RewardServer.Scoring;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Tests.Padded;

/// <summary>
/// Small graphs as other tools export them: x = embedding of token (+ type, + position); masked self-attention
/// y_t = Σ_s softmax_s(x_t · x_s) x_s; then W y at every token, or W times the mean of y over the tokens.
/// </summary>
internal sealed class ExportedModel : IDisposable
{
    public const int Vocabulary = 60;
    public const int Width = 24;
    public const int Positions = 200;

    private static readonly float[] Tokens = Numbers(Vocabulary * Width, 1);
    private static readonly float[] Types = Numbers(2 * Width, 2);
    private static readonly float[] Places = Numbers(Positions * Width, 3);

    private readonly float[] _head;
    private readonly int _outputs;

    private ExportedModel(GraphManifest graph, int outputs, Action<GraphWriter, ExportedModel> build)
    {
        _outputs = outputs;
        _head = Numbers(Width * outputs, 4);
        var writer = new GraphWriter();
        build(writer, this);
        File.WriteAllBytes(System.IO.Path.Combine(Path, graph.File), writer.ToModel());
        Write(graph);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("inference-tests-").FullName;

    public static GraphManifest Manifest(int outputs, string determinism = "stable") => new()
    {
        File = "model.onnx",
        Executor = "padded",
        Determinism = determinism,
        Head = PackedGraph.ClassifierHead,
        Outputs = outputs,
        Vocabulary = Vocabulary,
        MaxPositions = Positions,
    };

    /// <summary>A BERT-like classifier: ids, mask and types in, [B, outputs] out.</summary>
    public static ExportedModel Pooled(string determinism = "stable", int? segmentEnd = null, string idsName = "input_ids", int idsType = GraphWriter.Int64, int maskType = GraphWriter.Int64) =>
        new(Manifest(2, determinism) with { SegmentEndId = segmentEnd }, 2, (graph, model) =>
        {
            model.Body(graph, idsName, idsType, maskType, "token_type_ids");
            graph.Node("Mul", "", ["y", "column"], ["masked"])
                .Node("ReduceSum", "", ["masked", "one"], ["sum"], ("keepdims", 0L))
                .Node("ReduceSum", "", ["mask", "one"], ["count"], ("keepdims", 1L))
                .Node("Div", "", ["sum", "count"], ["mean"])
                .Node("MatMul", "", ["mean", "head"], ["logits"])
                .Output("logits", GraphWriter.Float, -1, 2);
        });

    /// <summary>A token classifier: ids, mask and positions in, [B, T, outputs] out, beside an output nobody asked for.</summary>
    public static ExportedModel PerToken(int outputs = 2, GraphManifest? manifest = null, string output = "logits") =>
        new(manifest ?? Manifest(outputs), outputs, (graph, model) =>
        {
            model.Body(graph, "input_ids", GraphWriter.Int64, GraphWriter.Int64, "position_ids");
            graph.Node("MatMul", "", ["y", "head"], [output]).Output(output, GraphWriter.Float, -1, -1, outputs);
            if (output == PaddedGraph.Logits)
                graph.Output("y", GraphWriter.Float, -1, -1, Width);
        });

    /// <summary>A graph of which every sequence's numbers depend on the others of the run.</summary>
    public static ExportedModel Sociable(string determinism) => new(Manifest(2, determinism), 2, (graph, model) =>
    {
        model.Body(graph, "input_ids", GraphWriter.Int64, GraphWriter.Int64, "position_ids");
        graph.Weight("zero", [0L], 1).Node("ReduceMean", "", ["y", "zero"], ["company"], ("keepdims", 1L))
            .Node("Add", "", ["y", "company"], ["mixed"])
            .Node("MatMul", "", ["mixed", "head"], ["logits"])
            .Output("logits", GraphWriter.Float, -1, -1, 2);
    });

    /// <summary>A graph exported with its dropout left on.</summary>
    public static ExportedModel Noisy() => new(Manifest(2), 2, (graph, model) =>
    {
        model.Body(graph, "input_ids", GraphWriter.Int64, GraphWriter.Int64, "position_ids");
        graph.Node("RandomUniformLike", "", ["y"], ["noise"])
            .Node("Mul", "", ["y", "noise"], ["noisy"])
            .Node("MatMul", "", ["noisy", "head"], ["logits"])
            .Output("logits", GraphWriter.Float, -1, -1, 2);
    });

    /// <summary>Any graph.</summary>
    public static ExportedModel Of(Action<GraphWriter> build, GraphManifest? manifest = null) =>
        new(manifest ?? Manifest(1), 1, (graph, _) => build(graph));

    public IInferenceEngine Load(int threads = 1) =>
        InferenceEngines.Load(ModelFolder.Open(Path), new InferenceOptions { Device = "cpu", Threads = threads, MaxBatchTokens = 512, MaxBatchSequences = 64 });

    /// <summary>Rewrites the manifest.</summary>
    public void Write(GraphManifest graph) => File.WriteAllBytes(System.IO.Path.Combine(Path, RewardModelManifest.FileName), ManifestJson.Write(new()
    {
        Name = "exported",
        Kind = RewardModelKind.Outcome,
        Format = new() { Name = "plain" },
        Readout = new() { Name = "softmax" },
        MaxTokens = 150,
        Graph = graph,
    }));

    /// <summary>y in float64: [tokens][width]; <paramref name="added"/> is the row of types or positions a token gets.</summary>
    public static double[][] Attended(ReadOnlySpan<int> tokens, Func<int, int> added, bool hasTypes)
    {
        var table = hasTypes ? Types : Places;
        double[][] x = [.. tokens.ToArray().Select((id, t) => Enumerable.Range(0, Width).Select(d => (double)Tokens[(id * Width) + d] + table[(added(t) * Width) + d]).ToArray())];
        return [.. x.Select(query =>
        {
            double[] weights = [.. x.Select(key => Math.Exp(query.Zip(key, (a, b) => a * b).Sum()))];
            return Enumerable.Range(0, Width).Select(d => weights.Zip(x, (w, row) => w * row[d]).Sum() / weights.Sum()).ToArray();
        })];
    }

    /// <summary>W y in float64.</summary>
    public double[] Head(double[] y) => [.. Enumerable.Range(0, _outputs).Select(o => y.Select((v, d) => v * _head[(d * _outputs) + o]).Sum())];

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * 1.4f)];
    }

    private void Body(GraphWriter graph, string ids, int idsType, int maskType, string other)
    {
        const long toFloat = 1;
        graph.Input(ids, idsType, -1, -1).Input("attention_mask", maskType, -1, -1).Input(other, GraphWriter.Int64, -1, -1)
            .Weight("tokens", Tokens, Vocabulary, Width)
            .Weight("others", other == "token_type_ids" ? Types : Places, other == "token_type_ids" ? 2 : Positions, Width)
            .Weight("head", _head, Width, _outputs)
            .Weight("one", [1L], 1).Weight("two", [2L], 1)
            .Weight("far", [1e9f]).Weight("unit", [1f])
            .Node("Gather", "", ["tokens", ids], ["embedded"])
            .Node("Gather", "", ["others", other], ["added"])
            .Node("Add", "", ["embedded", "added"], ["x"])
            .Node("Cast", "", ["attention_mask"], ["mask"], ("to", toFloat))
            .Node("Sub", "", ["mask", "unit"], ["hidden"])
            .Node("Mul", "", ["hidden", "far"], ["penalty"])
            .Node("Unsqueeze", "", ["penalty", "one"], ["penalties"])
            .Node("Unsqueeze", "", ["mask", "two"], ["column"])
            .Node("FusedMatMul", "com.microsoft", ["x", "x"], ["products"], ("transB", 1L))
            .Node("Add", "", ["products", "penalties"], ["scores"])
            .Node("Softmax", "", ["scores"], ["weights"], ("axis", -1L))
            .Node("MatMul", "", ["weights", "x"], ["y"]);
    }
}
