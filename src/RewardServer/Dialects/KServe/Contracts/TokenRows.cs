using RewardServer.Dialects.KServe.Tensors;

namespace RewardServer.Dialects.KServe.Contracts;

/// <summary>
/// Token ids of several rows: a rectangle, of whose rows the first so many numbers count; or one list with the rows end to end.
/// Without lengths every number counts, and one list is one row.
/// </summary>
internal static class TokenRows
{
    /// <summary>Reads them.</summary>
    /// <param name="ids">Shape [rows, longest] or [total].</param>
    /// <param name="lengths">How long each row is; null: as long as it can be.</param>
    /// <param name="lengthsName">The lengths' name, for messages.</param>
    /// <exception cref="Errors.ApiException">They do not fit together, or an id is no 32 bit number.</exception>
    public static int[][] Read(Tensor ids, long[]? lengths, string lengthsName)
    {
        var numbers = Array.ConvertAll(TensorValues.Integers(ids), number => number is >= 0 and <= int.MaxValue
            ? (int)number
            : throw TensorErrors.Of(ids.Name, $"{number} is no token id"));
        return ids.Shape.Count switch
        {
            1 => EndToEnd(numbers, lengths ?? [numbers.Length], ids, lengthsName),
            2 => Rectangle(numbers, lengths, ids, lengthsName),
            _ => throw TensorErrors.Of(ids.Name, $"its shape must be [rows, longest] or [total], not {TensorShape.Shown(ids.Shape)}"),
        };
    }

    private static int[][] EndToEnd(int[] numbers, long[] lengths, Tensor ids, string lengthsName)
    {
        RowCount.Check(lengths.Length, lengthsName);
        var (rows, start) = (new int[lengths.Length][], 0L);
        for (var row = 0; row < rows.Length; row++)
        {
            if (lengths[row] < 0 || lengths[row] > numbers.Length - start)
                throw TensorErrors.Of(lengthsName, $"row {row} has {lengths[row]} numbers, and {ids.Name} has {numbers.Length - start} left");
            rows[row] = numbers[(int)start..(int)(start + lengths[row])];
            start += lengths[row];
        }
        return start == numbers.Length ? rows : throw TensorErrors.Of(lengthsName, $"its sum is {start}, and {ids.Name} has {numbers.Length} numbers");
    }

    private static int[][] Rectangle(int[] numbers, long[]? lengths, Tensor ids, string lengthsName)
    {
        // A shape with a zero has no elements and any number of rows.
        RowCount.Check(ids.Shape[0], ids.Name);
        var (count, longest) = ((int)ids.Shape[0], (int)ids.Shape[1]);
        if (lengths is not null && lengths.Length != count)
            throw TensorErrors.Of(lengthsName, $"it has {lengths.Length} rows, and {ids.Name} has {count}");
        var rows = new int[count][];
        for (var row = 0; row < count; row++)
        {
            var length = lengths?[row] ?? longest;
            if (length < 0 || length > longest)
                throw TensorErrors.Of(lengthsName, $"row {row} has {length} numbers, and {ids.Name} has {longest} a row");
            rows[row] = numbers[(row * longest)..((row * longest) + (int)length)];
        }
        return rows;
    }
}
