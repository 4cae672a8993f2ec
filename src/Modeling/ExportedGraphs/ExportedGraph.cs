using Google.Protobuf;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Modeling.Graphs.Onnx;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling.ExportedGraphs;

/// <summary>What import needs to know of an ONNX file that another tool wrote; the executor looks closer when it loads it.</summary>
internal sealed class ExportedGraph
{
    private const string PreferredFile = "model.onnx";

    private readonly GraphProto _graph;

    private ExportedGraph(string file, GraphProto graph)
    {
        File = file;
        _graph = graph;
    }

    /// <summary>Its name in the checkpoint folder.</summary>
    public string File { get; }

    /// <summary>Names of the files its weights lie in, each once.</summary>
    public IReadOnlyList<string> WeightFiles =>
        [.. _graph.Initializer.SelectMany(tensor => tensor.ExternalData).Where(entry => entry.Key == "location").Select(entry => entry.Value).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether it wants to know which segment a token is of.</summary>
    public bool HasTokenTypes => _graph.Input.Any(input => input.Name.Contains("type", StringComparison.OrdinalIgnoreCase) || input.Name.Contains("segment", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether its products are of integers.</summary>
    public bool IsQuantized => _graph.Node.Any(node => node.OpType.Contains("Integer", StringComparison.Ordinal) || node.OpType.Contains("Quantize", StringComparison.Ordinal));

    /// <summary>Numbers of a row of its output, when the file says.</summary>
    public int? Outputs
    {
        get
        {
            var output = _graph.Output.FirstOrDefault(o => o.Name == PaddedGraph.Logits) ?? _graph.Output.FirstOrDefault(o => o.Name == PaddedGraph.LastHiddenState)
                ?? (_graph.Output.Count == 1 ? _graph.Output[0] : null);
            return output?.Type?.TensorType?.Shape?.Dim is [.., { DimValue: > 0 and <= int.MaxValue } last] ? (int)last.DimValue : null;
        }
    }

    /// <summary>The name of the folder's ONNX file: <c>model.onnx</c>, else the only one; null when there is none to choose.</summary>
    public static string? FindFile(CheckpointFolder folder) =>
        folder.Has(PreferredFile) ? PreferredFile : folder.Files("*.onnx") is [var only] ? only : null;

    /// <summary>Reads a file of a checkpoint folder.</summary>
    public static ExportedGraph Read(CheckpointFolder folder, string file)
    {
        try
        {
            using var stream = System.IO.File.OpenRead(folder.Resolve(file));
            return ModelProto.Parser.ParseFrom(stream).Graph is { } graph
                ? new(file, graph)
                : throw new CheckpointException($"{file} holds no ONNX graph.");
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new CheckpointException($"{file} is not an ONNX model: {e.Message}", e);
        }
    }
}
