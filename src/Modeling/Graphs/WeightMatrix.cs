using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Graphs;

/// <summary>Consecutive rows of a checkpoint tensor.</summary>
internal readonly record struct RowSlice(TensorInfo Tensor, long First, long Count);

/// <summary>Rows of checkpoint tensors laid one below the other; a vector is one row.</summary>
internal sealed class WeightMatrix
{
    private WeightMatrix(IReadOnlyList<RowSlice> slices, IReadOnlyList<long> shape)
    {
        Slices = slices;
        Shape = shape;
        Columns = shape[^1];
    }

    public IReadOnlyList<RowSlice> Slices { get; }

    public IReadOnlyList<long> Shape { get; }

    public long Columns { get; }

    public long Rows => Shape.Count == 1 ? 1 : Shape[0];

    /// <summary>A whole matrix or vector.</summary>
    public static WeightMatrix Of(TensorInfo tensor) =>
        new([new RowSlice(tensor, 0, tensor.Shape.Count == 1 ? 1 : tensor.Shape[0])], tensor.Shape);

    /// <summary>Some rows of a matrix, in the order given.</summary>
    public static WeightMatrix RowsOf(TensorInfo tensor, IReadOnlyList<int> rows) =>
        new([.. rows.Select(r => new RowSlice(tensor, r, 1))], [rows.Count, tensor.Shape[1]]);
}
