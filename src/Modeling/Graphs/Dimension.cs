using RewardServer.Modeling.Graphs.Onnx;

namespace RewardServer.Modeling.Graphs;

/// <summary>One size of a graph input or output: a number, or a name for what each run decides.</summary>
internal readonly record struct Dimension(long Value, string? Name)
{
    public static implicit operator Dimension(long value) => new(value, null);

    public static implicit operator Dimension(string name) => new(0, name);

    public TensorShapeProto.Types.Dimension ToProto() =>
        Name is null ? new() { DimValue = Value } : new() { DimParam = Name };
}
