namespace RewardServer.Modeling.Graphs;

/// <summary>Element types by their ONNX numbers (TensorProto.DataType).</summary>
internal enum ElementType
{
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    Int32 = 6,
    Int64 = 7,
    Float16 = 10,
}
