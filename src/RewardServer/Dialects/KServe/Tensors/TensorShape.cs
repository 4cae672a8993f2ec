namespace RewardServer.Dialects.KServe.Tensors;

/// <summary>Shapes as they come from outside.</summary>
internal static class TensorShape
{
    private const int MaxRank = 8;

    /// <summary>How many elements a shape has.</summary>
    /// <exception cref="Errors.ApiException">It is no shape, or has more elements than any body could hold.</exception>
    public static int CountOf(IReadOnlyList<long> shape, string tensor)
    {
        if (shape.Count > MaxRank)
            throw TensorErrors.Of(tensor, $"{shape.Count} dimensions are more than {MaxRank}");
        var (count, isEmpty) = (1L, false);
        foreach (var size in shape)
        {
            if (size < 0)
                throw TensorErrors.Of(tensor, $"the shape {Shown(shape)} has a negative dimension");
            if (size == 0)
                isEmpty = true;
            else if (count > int.MaxValue / size)
                count = long.MaxValue;
            else
                count *= size;
        }
        if (isEmpty)
            return 0;
        return count <= int.MaxValue ? (int)count : throw TensorErrors.Of(tensor, $"the shape {Shown(shape)} has too many elements");
    }

    /// <summary>A shape for people.</summary>
    public static string Shown(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";
}
