namespace RewardServer.Modeling.Checkpoints;

/// <summary>Where one tensor lies in a safetensors file.</summary>
/// <param name="Name">Its name, such as <c>model.layers.0.mlp.up_proj.weight</c>.</param>
/// <param name="DataType">Its number format.</param>
/// <param name="Shape">Its sizes, outermost first; rows by columns for a linear layer: [out, in].</param>
/// <param name="Offset">First byte in the file.</param>
/// <param name="Length">Length in bytes.</param>
internal sealed record TensorInfo(string Name, TensorDataType DataType, IReadOnlyList<long> Shape, long Offset, long Length)
{
    /// <summary>The shape for messages: <c>[2, 64]</c>.</summary>
    public string ShapeText => "[" + string.Join(", ", Shape) + "]";
}
