namespace RewardServer.Inference.Tests.Rows;

/// <summary>The row operators as their definitions say, in double precision.</summary>
internal static class RowReference
{
    public static double[] SwiGlu(ReadOnlySpan<double> gate, ReadOnlySpan<double> up)
    {
        var result = new double[gate.Length];
        for (var i = 0; i < gate.Length; i++)
            result[i] = gate[i] / (1 + Math.Exp(-gate[i])) * up[i];
        return result;
    }

    /// <summary>product * scale + bias</summary>
    public static double[] Scaled(ReadOnlySpan<float> product, float scale, ReadOnlySpan<float> bias)
    {
        var result = new double[product.Length];
        for (var i = 0; i < product.Length; i++)
            result[i] = ((double)product[i] * scale) + bias[i];
        return result;
    }

    public static double[] RmsNorm(double[] x, ReadOnlySpan<float> weight, double epsilon)
    {
        var factor = 1 / Math.Sqrt(x.Average(v => v * v) + epsilon);
        var result = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
            result[i] = x[i] * factor * weight[i];
        return result;
    }

    /// <summary>
    /// Asserts that bytes and scale are those of a row: s = max|x| / 127 + 1e-12, q = round(x / s) + 128. Next to the middle between two
    /// steps single precision may fall on the other side.
    /// </summary>
    public static void AssertQuantized(double[] row, ReadOnlySpan<byte> bytes, float scale)
    {
        var expected = (row.Max(Math.Abs) / 127) + 1e-12;
        Assert.Equal(expected, scale, expected * 1e-5);
        for (var i = 0; i < row.Length; i++)
        {
            var exact = (row[i] / expected) + 128;
            Assert.InRange(bytes[i] - exact, -0.502, 0.502);
        }
    }
}
