namespace RewardServer.Inference.Models;

/// <summary>A weight that a graph has in a file beside it.</summary>
/// <param name="Name">What the graph calls it.</param>
/// <param name="Type">Its element type, as ONNX numbers them.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="File">Name of the file.</param>
/// <param name="Offset">Where it begins in the file, in bytes.</param>
/// <param name="Length">Its length in bytes.</param>
internal sealed record WeightTensor(string Name, int Type, long[] Shape, string File, long Offset, long Length);
