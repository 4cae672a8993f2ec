using System.Numerics.Tensors;

namespace RewardServer.Modeling.Graphs;

/// <summary>
/// A weight matrix as signed bytes: w[o, i] ≈ scale[o] q[o, i] with scale[o] = max|w[o, ·]| / 127, kept transposed [in, out] as the
/// integer product wants it.
/// </summary>
internal sealed class QuantizedMatrix(long outputs, long inputs)
{
    private const float Levels = 127;
    private const int TileRows = 32;

    private readonly float[] _scales = new float[outputs];
    private readonly sbyte[] _transposed = new sbyte[checked(outputs * inputs)];

    public ReadOnlySpan<float> Scales => _scales;

    public ReadOnlySpan<sbyte> Transposed => _transposed;

    /// <summary>Quantises whole rows, from row <paramref name="first"/> on.</summary>
    public void AddRows(long first, ReadOnlySpan<float> rows)
    {
        var columns = (int)inputs;
        // A tile of rows fills neighbouring bytes of each output line, so that a line in the cache is used more than once.
        var tile = new sbyte[TileRows * columns];
        for (var start = 0; start < rows.Length / columns; start += TileRows)
        {
            var count = Math.Min(TileRows, (rows.Length / columns) - start);
            for (var r = 0; r < count; r++)
                _scales[first + start + r] = Quantize(rows.Slice((start + r) * columns, columns), tile.AsSpan(r * columns, columns));
            Scatter(tile, first + start, count, columns);
        }
    }

    private static float Quantize(ReadOnlySpan<float> row, Span<sbyte> target)
    {
        var scale = MathF.Abs(TensorPrimitives.MaxMagnitude(row)) / Levels;
        if (scale == 0)
        {
            target.Clear();
            return 0;
        }

        for (var i = 0; i < row.Length; i++)
            target[i] = (sbyte)MathF.Round(Math.Clamp(row[i] / scale, -Levels, Levels));
        return scale;
    }

    private void Scatter(sbyte[] tile, long first, int count, int columns)
    {
        for (var c = 0; c < columns; c++)
        {
            var line = (c * outputs) + first;
            for (var r = 0; r < count; r++)
                _transposed[line + r] = tile[(r * columns) + c];
        }
    }
}
