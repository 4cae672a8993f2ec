using RewardServer.Modeling.Graphs.Onnx;

namespace RewardServer.Modeling.Graphs;

/// <summary>Makes node attributes; <c>type</c> is ONNX's AttributeType.</summary>
internal static class Attributes
{
    private const int FloatType = 1;
    private const int IntType = 2;

    public static AttributeProto Float(string name, float value) => new() { Name = name, F = value, Type = FloatType };

    public static AttributeProto Int(string name, long value) => new() { Name = name, I = value, Type = IntType };
}
