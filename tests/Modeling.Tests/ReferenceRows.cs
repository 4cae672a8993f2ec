using System.Runtime.InteropServices;
using Google.Protobuf;
using RewardServer.Modeling.Graphs;
using RewardServer.Modeling.Graphs.Onnx;
using RewardServer.Scoring.Manifests;
using static RewardServer.Modeling.Tests.ReferenceGraph;

namespace RewardServer.Modeling.Tests;

/// <summary>The operators that work row by row, spelt out in plain nodes of ONNX and ONNX Runtime.</summary>
internal static class ReferenceRows
{
    /// <summary>The nodes that say the same, or null for a node that is none of these operators.</summary>
    public static IEnumerable<NodeProto>? Rewrite(NodeProto node, GraphProto graph) => node.Domain != PackedGraph.OperatorDomain ? null : node.OpType switch
    {
        PackedGraph.SwiGlu => Gate(node.Input[0], node.Input[1], node.Output[0]),
        PackedGraph.QuantizeRows => Quantize(node.Input[0], node.Output[0], node.Output[1]),
        PackedGraph.DequantizeHeads => Heads(node, graph),
        PackedGraph.AddRmsNormQuantize => AddNorm(node),
        PackedGraph.SwiGluQuantize => GateQuantize(node),
        _ => null,
    };

    public static void AddConstants(GraphProto graph)
    {
        graph.Initializer.Add(Int64Constant("reference.last", 1));
        graph.Initializer.Add(FloatConstant("reference.step", 1f / 127));
        graph.Initializer.Add(FloatConstant("reference.smallest", 1e-12f));
        graph.Initializer.Add(FloatConstant("reference.zero_point", 128f));
    }

    private static IEnumerable<NodeProto> Gate(string gate, string up, string output)
    {
        var silu = Node("QuickGelu", Operator.Microsoft, [gate], output + ".silu");
        silu.Attribute.Add(Attributes.Float("alpha", 1));
        yield return silu;
        yield return Node("Mul", "", [output + ".silu", up], output);
    }

    private static IEnumerable<NodeProto> Quantize(string input, string bytes, string scales)
    {
        yield return Node("Abs", "", [input], bytes + ".magnitude");
        var most = Node("ReduceMax", "", [bytes + ".magnitude", "reference.last"], bytes + ".most");
        most.Attribute.Add(Attributes.Int("keepdims", 1));
        yield return most;
        yield return Node("Mul", "", [bytes + ".most", "reference.step"], bytes + ".exact");
        yield return Node("Add", "", [bytes + ".exact", "reference.smallest"], scales);
        yield return Node("Div", "", [input, scales], bytes + ".scaled");
        yield return Node("Round", "", [bytes + ".scaled"], bytes + ".rounded");
        yield return Node("Add", "", [bytes + ".rounded", "reference.zero_point"], bytes + ".shifted");
        var cast = Node("Cast", "", [bytes + ".shifted"], bytes);
        cast.Attribute.Add(Attributes.Int("to", (int)ElementType.UInt8));
        yield return cast;
    }

    private static IEnumerable<NodeProto> Scale(NodeProto node)
    {
        yield return Node("Mul", "", [node.Input[0], node.Input[1]], node.Name + ".product_scaled");
        yield return Node("Add", "", [node.Name + ".product_scaled", node.Input[2]], node.Name + ".biased");
    }

    private static IEnumerable<NodeProto> Heads(NodeProto node, GraphProto graph)
    {
        var product = graph.Node.Single(n => n.Output[0] == node.Input[0]);
        var width = graph.Initializer.Single(i => i.Name == product.Input[3]).Dims[0];
        long heads = node.Attribute.Single(a => a.Name == "num_heads").I, kvHeads = node.Attribute.Single(a => a.Name == "kv_num_heads").I;
        var headDim = width / (heads + (2 * kvHeads));
        graph.Initializer.Add(Int64Constant(node.Name + ".widths", heads * headDim, kvHeads * headDim, kvHeads * headDim));
        var split = Node("Split", "", [node.Name + ".biased", node.Name + ".widths"], [.. node.Output]);
        split.Attribute.Add(Attributes.Int("axis", 1));
        return [.. Scale(node), split];
    }

    private static IEnumerable<NodeProto> AddNorm(NodeProto node)
    {
        var norm = Node("SkipSimplifiedLayerNormalization", Operator.Microsoft, [node.Input[3], node.Name + ".biased", node.Input[4]], node.Name + ".normed", "", "", node.Output[2]);
        norm.Attribute.AddRange(node.Attribute);
        return [.. Scale(node), norm, .. Quantize(node.Name + ".normed", node.Output[0], node.Output[1])];
    }

    private static IEnumerable<NodeProto> GateQuantize(NodeProto node)
    {
        var split = Node("Split", "", [node.Name + ".biased"], node.Name + ".gate", node.Name + ".up");
        split.Attribute.Add(Attributes.Int("axis", 1));
        split.Attribute.Add(Attributes.Int("num_outputs", 2));
        return [.. Scale(node), split, .. Gate(node.Name + ".gate", node.Name + ".up", node.Name + ".gated"), .. Quantize(node.Name + ".gated", node.Output[0], node.Output[1])];
    }

    private static TensorProto FloatConstant(string name, float value) =>
        new() { Name = name, DataType = (int)ElementType.Float, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>([value])) };
}
