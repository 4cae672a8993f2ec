using Google.Protobuf;
using System.Runtime.InteropServices;
using RewardServer.Modeling.Graphs.Onnx;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling.Graphs;

/// <summary>Collects nodes, weights, inputs and outputs of an ONNX model. Values are known by the name of the node's output.</summary>
internal sealed class GraphBuilder
{
    private const int IrVersion = 10;
    private const int OnnxOpset = 21;

    private readonly GraphProto _graph = new() { Name = "packed" };
    private readonly HashSet<string> _initializers = new(StringComparer.Ordinal);

    /// <summary>Adds a graph input; a dimension is a number or a name.</summary>
    public string Input(string name, ElementType type, params ReadOnlySpan<Dimension> shape)
    {
        _graph.Input.Add(Describe(name, type, shape));
        return name;
    }

    /// <summary>Declares a value as a graph output.</summary>
    public void Output(string name, ElementType type, params ReadOnlySpan<Dimension> shape) => _graph.Output.Add(Describe(name, type, shape));

    /// <summary>Adds a node with one output and returns the output's name.</summary>
    public string Node(Operator op, string output, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        Node(op, [output], inputs, attributes);
        return output;
    }

    /// <summary>Adds a node; an empty name leaves out an optional output or input.</summary>
    public void Node(Operator op, ReadOnlySpan<string> outputs, ReadOnlySpan<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { Name = outputs[0], OpType = op.Name, Domain = op.Domain };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes);
        _graph.Node.Add(node);
    }

    /// <summary>Adds a weight once; <paramref name="write"/> is called the first time its name is used.</summary>
    public string Weight(string name, Func<TensorProto> write)
    {
        if (_initializers.Add(name))
            _graph.Initializer.Add(write());
        return name;
    }

    /// <summary>Adds a small constant, kept inside the graph file; an empty shape makes a scalar.</summary>
    public string Constant<T>(string name, ElementType type, ReadOnlySpan<long> shape, params ReadOnlySpan<T> values)
        where T : struct
    {
        if (!_initializers.Add(name))
            return name;
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values)) };
        tensor.Dims.AddRange(shape);
        _graph.Initializer.Add(tensor);
        return name;
    }

    /// <summary>The finished model.</summary>
    public ModelProto Build()
    {
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "rewardserver", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OnnxOpset });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = Operator.Microsoft, Version = 1 });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = PackedGraph.OperatorDomain, Version = 1 });
        return model;
    }

    private static ValueInfoProto Describe(string name, ElementType type, ReadOnlySpan<Dimension> shape)
    {
        var dimensions = new TensorShapeProto();
        foreach (var dimension in shape)
            dimensions.Dim.Add(dimension.ToProto());
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = dimensions } },
        };
    }
}
