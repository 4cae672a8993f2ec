using System.Text.Json.Serialization;

namespace RewardServer.Scoring.Manifests;

/// <summary>The graph file and the shape the engine needs to feed it.</summary>
public sealed record GraphManifest
{
    /// <summary>The executor of graphs that our importer writes.</summary>
    public const string PackedExecutor = "packed";

    /// <summary>The executor of graphs made elsewhere.</summary>
    public const string PaddedExecutor = "padded";

    /// <summary>No graph: an OpenAI-compatible server writes what a generative verifier reads; where it is, the server's own configuration says.</summary>
    public const string RemoteExecutor = "remote";

    /// <summary>File name inside the model folder.</summary>
    public string File { get; init; } = "graph.onnx";

    /// <summary>What runs it: <c>packed</c>, for graphs of our importer, <c>padded</c>, for graphs made elsewhere (see <see cref="PaddedGraph"/>), or <c>remote</c>.</summary>
    public string Executor { get; init; } = PackedExecutor;

    /// <summary>Device the graph was built for: <c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Number format of the linear layers: <c>fp32</c>, <c>int8</c> (W8A8, per-token activation scales) or <c>fp16</c> (CUDA).</summary>
    public string Precision { get; init; } = "fp32";

    /// <summary><c>stable</c>: a score is bit-identical in any batch; <c>fast</c>: not promised.</summary>
    public string Determinism { get; init; } = "stable";

    /// <summary>What the graph puts out: see <see cref="PackedGraph"/> for the heads.</summary>
    public required string Head { get; init; }

    /// <summary>Numbers per read position.</summary>
    public required int Outputs { get; init; }

    /// <summary>Vocabulary ids behind the outputs of a <c>label-tokens</c> head, in order.</summary>
    public IReadOnlyList<int>? LabelIds { get; init; }

    /// <summary>Transformer layers, each with a key and a value cache (<c>packed</c>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Layers { get; init; }

    /// <summary>Key/value heads a layer (<c>packed</c>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int KvHeads { get; init; }

    /// <summary>Size of one head (<c>packed</c>).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int HeadDim { get; init; }

    /// <summary>The token that shorter sequences are filled up with (<c>padded</c>). The default is 0.</summary>
    public int? PadId { get; init; }

    /// <summary>
    /// The token that ends the first of two segments (<c>padded</c>, graphs with token types): what follows the first one has type 1.
    /// Null: every token has type 0.
    /// </summary>
    public int? SegmentEndId { get; init; }

    /// <summary>Rows of the embedding table; token ids are below it.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Positions the model knows; an input can never be longer.</summary>
    public required int MaxPositions { get; init; }
}
