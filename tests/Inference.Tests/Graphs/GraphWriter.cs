using System.Runtime.InteropServices;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Tests.Graphs;

/// <summary>Builds small ONNX models; field numbers as in onnx.proto.</summary>
internal sealed class GraphWriter
{
    public const int Float = 1;
    public const int Int32 = 6;
    public const int Int64 = 7;

    private readonly ProtoMessage _graph = new ProtoMessage().Text(2, "test");

    public GraphWriter Input(string name, int type, params long[] shape) => Value(11, name, type, shape);

    public GraphWriter Output(string name, int type, params long[] shape) => Value(12, name, type, shape);

    public GraphWriter Weight(string name, float[] values, params long[] shape)
    {
        var tensor = Tensor(name, Float, shape).Bytes(9, MemoryMarshal.AsBytes<float>(values));
        _graph.Message(5, tensor);
        return this;
    }

    public GraphWriter Weight(string name, sbyte[] values, params long[] shape)
    {
        const int int8 = 3;
        _graph.Message(5, Tensor(name, int8, shape).Bytes(9, MemoryMarshal.AsBytes<sbyte>(values)));
        return this;
    }

    public GraphWriter Weight(string name, long[] values, params long[] shape)
    {
        _graph.Message(5, Tensor(name, Int64, shape).Bytes(9, MemoryMarshal.AsBytes<long>(values)));
        return this;
    }

    public GraphWriter ExternalWeight(string name, string location, params long[] shape)
    {
        var entry = new ProtoMessage().Text(1, "location").Text(2, location);
        _graph.Message(5, Tensor(name, Float, shape).Message(13, entry).Varint(14, 1));
        return this;
    }

    /// <summary>Attributes are (name, long | float) pairs.</summary>
    public GraphWriter Node(string type, string domain, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        var node = new ProtoMessage();
        foreach (var input in inputs)
            node.Text(1, input);
        foreach (var output in outputs)
            node.Text(2, output);
        node.Text(4, type);
        foreach (var (name, value) in attributes)
        {
            var attribute = new ProtoMessage().Text(1, name);
            node.Message(5, value is float f ? attribute.Float(2, f).Varint(20, 1) : attribute.Varint(3, Convert.ToInt64(value)).Varint(20, 2));
        }

        _graph.Message(1, node.Text(7, domain));
        return this;
    }

    public byte[] ToModel() => new ProtoMessage()
        .Varint(1, 10)
        .Message(7, _graph)
        .Message(8, new ProtoMessage().Text(1, "").Varint(2, 21))
        .Message(8, new ProtoMessage().Text(1, "com.microsoft").Varint(2, 1))
        .Message(8, new ProtoMessage().Text(1, PackedGraph.OperatorDomain).Varint(2, 1))
        .ToArray();

    private static ProtoMessage Tensor(string name, int type, long[] shape)
    {
        var tensor = new ProtoMessage();
        foreach (var size in shape)
            tensor.Varint(1, size);
        return tensor.Varint(2, type).Text(8, name);
    }

    // A negative size is one that differs from run to run.
    private GraphWriter Value(int field, string name, int type, long[] shape)
    {
        var dimensions = new ProtoMessage();
        for (var i = 0; i < shape.Length; i++)
            dimensions.Message(1, shape[i] < 0 ? new ProtoMessage().Text(2, $"{name}_{i}") : new ProtoMessage().Varint(1, shape[i]));
        var tensorType = new ProtoMessage().Varint(1, type).Message(2, dimensions);
        _graph.Message(field, new ProtoMessage().Text(1, name).Message(2, new ProtoMessage().Message(1, tensorType)));
        return this;
    }
}
