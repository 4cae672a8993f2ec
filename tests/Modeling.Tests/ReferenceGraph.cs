using Google.Protobuf;
using RewardServer.Modeling.Graphs;
using RewardServer.Modeling.Graphs.Onnx;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling.Tests;

/// <summary>
/// Rewrites a packed graph so that ONNX Runtime runs it on its own: one sequence, no cache, GroupQueryAttention instead of our
/// attention operator, the full softmax instead of our log-probability operator, and chains of plain nodes instead of the operators that
/// work row by row. Everything else stays what the importer wrote.
/// </summary>
internal static class ReferenceGraph
{
    public const string SequenceEnd = "sequence_end";
    public const string TotalLength = "total_length";

    /// <summary>Writes the rewritten graph beside the original and returns its path.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="attends">False leaves attention out: queries pass through, and every row stands for itself.</param>
    public static string Write(string folder, bool attends = true)
    {
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "graph.onnx")));
        var graph = model.Graph;
        var nodes = graph.Node.ToList();
        graph.Node.Clear();
        foreach (var node in nodes)
            graph.Node.AddRange(ReferenceRows.Rewrite(node, graph) ?? Rewrite(node, attends));
        foreach (var gone in graph.Input.Where(i => i.Name is not (PackedGraph.InputIds or PackedGraph.ReadPositions or PackedGraph.Targets)).ToList())
            graph.Input.Remove(gone);
        graph.Input.Add(Int32Input(SequenceEnd, 1));
        graph.Input.Add(Int32Input(TotalLength));
        graph.Initializer.Add(Int64Constant("reference.axis", 0));
        graph.Initializer.Add(Int64Constant("reference.row", 1, -1));
        ReferenceRows.AddConstants(graph);
        var path = Path.Combine(folder, "reference.onnx");
        File.WriteAllBytes(path, model.ToByteArray());
        return path;
    }

    private static IEnumerable<NodeProto> Rewrite(NodeProto node, bool attends) => (node.Domain, node.OpType) switch
    {
        (PackedGraph.OperatorDomain, PackedGraph.PagedAttention) when !attends => [Node("Identity", "", [node.Input[0]], node.Output[0])],
        (PackedGraph.OperatorDomain, PackedGraph.PagedAttention) => Attention(node),
        (PackedGraph.OperatorDomain, PackedGraph.TokenLogProbability) => LogProbability(node),
        _ => [node],
    };

    private static IEnumerable<NodeProto> Attention(NodeProto node)
    {
        string[] packed = [.. node.Input.Take(3)];
        string[] batched = [.. packed.Select(p => $"{p}.{node.Name}.batched")];
        for (var i = 0; i < packed.Length; i++)
            yield return Node("Unsqueeze", "", [packed[i], "reference.axis"], batched[i]);
        var attention = Node(
            "GroupQueryAttention",
            Operator.Microsoft,
            [.. batched, "", "", SequenceEnd, TotalLength, node.Input[8], node.Input[9]],
            node.Name + ".batched",
            node.Name + ".present_key",
            node.Name + ".present_value");
        attention.Attribute.AddRange(node.Attribute);
        yield return attention;
        yield return Node("Squeeze", "", [node.Name + ".batched", "reference.axis"], node.Output[0]);
    }

    private static IEnumerable<NodeProto> LogProbability(NodeProto node)
    {
        yield return Node("Transpose", "", [node.Input[1]], "reference.lm_head");
        yield return Node("MatMul", "", [node.Input[0], "reference.lm_head"], "reference.logits");
        yield return Node("LogSoftmax", "", ["reference.logits"], "reference.all");
        if (node.Input[2] == "head.label_ids")
        {
            yield return Node("Squeeze", "", [node.Input[2], "reference.axis"], "reference.labels");
            var gather = Node("Gather", "", ["reference.all", "reference.labels"], node.Output[0]);
            gather.Attribute.Add(Attributes.Int("axis", 1));
            yield return gather;
        }
        else
        {
            var gather = Node("GatherElements", "", ["reference.all", node.Input[2]], node.Output[0]);
            gather.Attribute.Add(Attributes.Int("axis", 1));
            yield return gather;
        }
    }

    internal static NodeProto Node(string type, string domain, string[] inputs, params string[] outputs)
    {
        var node = new NodeProto { Name = outputs[0], OpType = type, Domain = domain };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        return node;
    }

    private static ValueInfoProto Int32Input(string name, params long[] shape)
    {
        var dimensions = new TensorShapeProto();
        dimensions.Dim.AddRange(shape.Select(d => new TensorShapeProto.Types.Dimension { DimValue = d }));
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = (int)ElementType.Int32, Shape = dimensions } } };
    }

    internal static TensorProto Int64Constant(string name, params long[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)ElementType.Int64, RawData = ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes<long>(values)) };
        tensor.Dims.Add(values.Length);
        return tensor;
    }
}
