namespace RewardServer.Modeling.Checkpoints;

/// <summary>Consecutive rows of a checkpoint tensor.</summary>
internal readonly record struct RowSlice(TensorInfo Tensor, long First, long Count);

/// <summary>Rows of checkpoint tensors laid one below the other; a vector is one row.</summary>
internal sealed class WeightMatrix
{
    private WeightMatrix(string name, IReadOnlyList<RowSlice> slices, IReadOnlyList<long> shape)
    {
        Name = name;
        Slices = slices;
        Shape = shape;
        Columns = shape[^1];
    }

    /// <summary>What the graph calls it.</summary>
    public string Name { get; }

    public IReadOnlyList<RowSlice> Slices { get; }

    public IReadOnlyList<long> Shape { get; }

    public long Columns { get; }

    public long Rows => Shape.Count == 1 ? 1 : Shape[0];

    /// <summary>A whole matrix or vector.</summary>
    public static WeightMatrix Of(TensorInfo tensor) =>
        new(tensor.Name, [new RowSlice(tensor, 0, tensor.Shape.Count == 1 ? 1 : tensor.Shape[0])], tensor.Shape);

    /// <summary>Matrices of the same width, one below the other.</summary>
    public static WeightMatrix Joined(string name, IReadOnlyList<WeightMatrix> parts) =>
        new(name, [.. parts.SelectMany(p => p.Slices)], [parts.Sum(p => p.Rows), parts[0].Columns]);

    /// <summary>Some rows of a matrix, in the order given.</summary>
    public static WeightMatrix RowsOf(string name, TensorInfo tensor, IReadOnlyList<int> rows) =>
        new(name, [.. rows.Select(r => new RowSlice(tensor, r, 1))], [rows.Count, tensor.Shape[1]]);

    /// <summary>Stretches of <paramref name="count"/> rows of a matrix, in the order of their first rows given.</summary>
    public static WeightMatrix StretchesOf(string name, TensorInfo tensor, IReadOnlyList<long> firsts, long count) =>
        new(name, [.. firsts.Select(first => new RowSlice(tensor, first, count))], [firsts.Count * count, tensor.Shape[1]]);
}
