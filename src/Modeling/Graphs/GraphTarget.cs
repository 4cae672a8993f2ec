namespace RewardServer.Modeling.Graphs;

/// <summary>The device a graph is built for, with the types and operators that go with it.</summary>
internal sealed record GraphTarget
{
    /// <summary>C# attention operator, 32-bit floats between the layers.</summary>
    public static readonly GraphTarget Cpu = new()
    {
        Attention = Operator.CpuPagedAttention,
        ElementType = ElementType.Float,
        WritesCachesInPlace = true,
    };

    /// <summary>ONNX Runtime's attention operator, which hands the caches out again; 16-bit floats.</summary>
    public static readonly GraphTarget Cuda = new()
    {
        Attention = Operator.CudaPagedAttention,
        ElementType = ElementType.Float16,
        WritesCachesInPlace = false,
    };

    public required Operator Attention { get; init; }

    public required ElementType ElementType { get; init; }

    public required bool WritesCachesInPlace { get; init; }
}
