using RewardServer.Inference.Tests.Graphs;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Tests.Rows;

/// <summary>The operators that work row by row against their definitions, at widths around those of vectors and at a model's.</summary>
public class RowOperatorTests
{
    private const int Rows = 37;
    private const float Epsilon = 1e-5f;
    private const int UInt8 = 2;

    private static readonly int[] BytesAndScales = [UInt8, GraphWriter.Float];

    public static TheoryData<int> Widths() => [1, 7, 16, 31, 32, 63, 64, 65, 77, 300, 4864];

    [Theory]
    [MemberData(nameof(Widths))]
    public void QuantizeRows_matches_the_definition(int width)
    {
        var input = Numbers.Random(Rows, width, seed: width);
        var (bytes, scales) = Quantized(RowNode.Run(PackedGraph.QuantizeRows, 2, [input], BytesAndScales));
        for (var row = 0; row < Rows; row++)
            RowReference.AssertQuantized(Doubles(input.Row(row)), bytes.AsSpan(row * width, width), scales[row]);
    }

    [Fact]
    public void Ties_round_to_even_and_the_largest_magnitude_fills_the_range()
    {
        var input = new Numbers([127, -127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, 0], 1, 8);
        var (bytes, scales) = Quantized(RowNode.Run(PackedGraph.QuantizeRows, 1, [input], BytesAndScales));
        Assert.Equal([255, 1, 128, 130, 130, 128, 126, 128], bytes.Select(b => (int)b));
        Assert.Equal(1f, scales[0], 1e-6f);
    }

    [Fact]
    public void A_row_of_zeros_is_its_zero_point_with_the_smallest_scale()
    {
        var (bytes, scales) = Quantized(RowNode.Run(PackedGraph.QuantizeRows, 1, [new Numbers(new float[70], 1, 70)], BytesAndScales));
        Assert.All(bytes, b => Assert.Equal(128, b));
        Assert.Equal(1e-12f, scales[0]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_number_that_is_not_finite_shows_in_the_scale_of_its_row_only(float bad)
    {
        foreach (var column in new[] { 0, 31, 40, 76 })
        {
            var clean = Numbers.Random(3, 77, seed: 5);
            var spoilt = clean with { Values = [.. clean.Values] };
            spoilt.Values[77 + column] = bad;
            var (expectedBytes, expected) = Quantized(RowNode.Run(PackedGraph.QuantizeRows, 1, [clean], BytesAndScales));
            var (bytes, scales) = Quantized(RowNode.Run(PackedGraph.QuantizeRows, 1, [spoilt], BytesAndScales));
            Assert.False(float.IsFinite(scales[1]));
            Assert.Equal((expected[0], expected[2]), (scales[0], scales[2]));
            Assert.Equal(expectedBytes[..77], bytes[..77]);
            Assert.Equal(expectedBytes[154..], bytes[154..]);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void SwiGlu_matches_the_definition(int width)
    {
        Numbers gate = Numbers.Random(Rows, width, seed: 1, size: 2), up = Numbers.Random(Rows, width, seed: 2);
        var actual = (float[])RowNode.Run(PackedGraph.SwiGlu, 2, [gate, up], [GraphWriter.Float])[0];
        var expected = RowReference.SwiGlu(Doubles(gate.Values), Doubles(up.Values));
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], Math.Abs(expected[i]) * 1e-6);
    }

    [Fact]
    public void SwiGlu_of_extreme_gates_neither_overflows_nor_vanishes()
    {
        var gate = new Numbers([0, -0f, 88, -88, 1e30f, -1e30f, 1e-30f, float.NaN], 1, 8);
        var up = new Numbers([3, 3, 1, 1, 2, 2, 1, 1], 1, 8);
        var actual = (float[])RowNode.Run(PackedGraph.SwiGlu, 1, [gate, up], [GraphWriter.Float])[0];
        Assert.Equal([0, 0, 88, 0, 2e30f, 0, 5e-31f, float.NaN], actual.Select(x => MathF.Abs(x) < 1e-35f ? 0 : x));
    }

    [Theory]
    [InlineData(2, 1, 16)]
    [InlineData(7, 1, 48)]
    [InlineData(14, 2, 64)]
    public void DequantizeHeads_matches_the_definition(int heads, int kvHeads, int headDim)
    {
        int query = heads * headDim, key = kvHeads * headDim, width = query + (2 * key);
        Numbers product = Numbers.Random(Rows, width, seed: 3, size: 1e4f), scales = Numbers.Random(Rows, 1, seed: 4, size: 1e-3f), bias = Numbers.Vector(width, seed: 5);
        var parts = RowNode.Run(PackedGraph.DequantizeHeads, 2, [product, scales, bias], [GraphWriter.Float, GraphWriter.Float, GraphWriter.Float], ("num_heads", (long)heads), ("kv_num_heads", (long)kvHeads));
        for (var row = 0; row < Rows; row++)
        {
            float[] actual = [.. Slice(parts[0], row, query), .. Slice(parts[1], row, key), .. Slice(parts[2], row, key)];
            var expected = RowReference.Scaled(product.Row(row), scales.Values[row], bias.Values);
            for (var i = 0; i < width; i++)
                Assert.Equal(expected[i], actual[i], (Math.Abs(expected[i]) * 1e-6) + 1e-7);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void AddRmsNormQuantize_matches_the_definition(int width)
    {
        var inputs = AddNormInputs(width);
        var outputs = RowNode.Run(PackedGraph.AddRmsNormQuantize, 2, inputs, [.. BytesAndScales, GraphWriter.Float], ("epsilon", Epsilon));
        var (bytes, scales) = Quantized(outputs);
        for (var row = 0; row < Rows; row++)
        {
            var sum = RowReference.Scaled(inputs[0].Row(row), inputs[1].Values[row], inputs[2].Values);
            for (var i = 0; i < width; i++)
            {
                sum[i] += inputs[3].Row(row)[i];
                Assert.Equal(sum[i], Slice(outputs[2], row, width)[i], (Math.Abs(sum[i]) * 1e-5) + 1e-5);
            }

            RowReference.AssertQuantized(RowReference.RmsNorm(sum, inputs[4].Values, Epsilon), bytes.AsSpan(row * width, width), scales[row]);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void SwiGluQuantize_matches_the_definition(int width)
    {
        var inputs = GateInputs(width);
        var (bytes, scales) = Quantized(RowNode.Run(PackedGraph.SwiGluQuantize, 2, inputs, BytesAndScales));
        for (var row = 0; row < Rows; row++)
        {
            var scaled = RowReference.Scaled(inputs[0].Row(row), inputs[1].Values[row], inputs[2].Values);
            RowReference.AssertQuantized(RowReference.SwiGlu(scaled.AsSpan(0, width), scaled.AsSpan(width)), bytes.AsSpan(row * width, width), scales[row]);
        }
    }

    [Theory]
    [InlineData(77)]
    [InlineData(896)]
    public void Bits_depend_neither_on_other_rows_nor_on_threads(int width)
    {
        AssertRowsStandAlone(PackedGraph.QuantizeRows, [Numbers.Random(Rows, width, 6)], BytesAndScales);
        AssertRowsStandAlone(PackedGraph.SwiGlu, [Numbers.Random(Rows, width, 6), Numbers.Random(Rows, width, 7)], [GraphWriter.Float]);
        AssertRowsStandAlone(PackedGraph.SwiGluQuantize, GateInputs(width), BytesAndScales);
        AssertRowsStandAlone(PackedGraph.AddRmsNormQuantize, AddNormInputs(width), [.. BytesAndScales, GraphWriter.Float]);
    }

    [Fact]
    public void Inputs_that_do_not_fit_together_are_refused()
    {
        var matrix = Numbers.Random(3, 8, 1);
        foreach (var (name, inputs) in new (string, Numbers[])[]
        {
            (PackedGraph.SwiGlu, [matrix, Numbers.Random(3, 9, 1)]),
            (PackedGraph.SwiGluQuantize, [Numbers.Random(3, 7, 1), Numbers.Random(3, 1, 1), Numbers.Vector(7, 1)]),
            (PackedGraph.SwiGluQuantize, [matrix, Numbers.Random(2, 1, 1), Numbers.Vector(8, 1)]),
            (PackedGraph.AddRmsNormQuantize, [matrix, Numbers.Random(3, 1, 1), Numbers.Vector(8, 1), Numbers.Random(2, 8, 1), Numbers.Vector(8, 1)]),
        })
        {
            int[] outputs = name == PackedGraph.SwiGlu ? [GraphWriter.Float] : name == PackedGraph.SwiGluQuantize ? BytesAndScales : [.. BytesAndScales, GraphWriter.Float];
            var error = Assert.Throws<Microsoft.ML.OnnxRuntime.OnnxRuntimeException>(() => RowNode.Run(name, 1, inputs, outputs));
            Assert.Contains(name + ": ", error.Message, StringComparison.Ordinal);
        }
    }

    private static void AssertRowsStandAlone(string name, Numbers[] inputs, int[] outputTypes)
    {
        var together = RowNode.Run(name, 1, inputs, outputTypes);
        Assert.Equal(together, RowNode.Run(name, 2, inputs, outputTypes));
        foreach (var row in new[] { 0, 1, Rows / 2, Rows - 1 })
        {
            var alone = RowNode.Run(name, 2, Array.ConvertAll(inputs, i => i.Only(row)), outputTypes);
            for (var o = 0; o < alone.Length; o++)
            {
                for (var i = 0; i < alone[o].Length; i++)
                    Assert.Equal(alone[o].GetValue(i), together[o].GetValue((row * alone[o].Length) + i));
            }
        }
    }

    // Products of int8 are large and their scales small.
    private static Numbers[] AddNormInputs(int width) =>
        [Numbers.Random(Rows, width, 1, 1e4f), Numbers.Random(Rows, 1, 2, 1e-4f), Numbers.Vector(width, 3), Numbers.Random(Rows, width, 4), Numbers.Vector(width, 5)];

    private static Numbers[] GateInputs(int width) =>
        [Numbers.Random(Rows, 2 * width, 1, 1e4f), Numbers.Random(Rows, 1, 2, 1e-4f), Numbers.Vector(2 * width, 3)];

    private static (byte[] Bytes, float[] Scales) Quantized(Array[] outputs) => ((byte[])outputs[0], (float[])outputs[1]);

    private static float[] Slice(Array values, int row, int width) => ((float[])values)[(row * width)..((row + 1) * width)];

    private static double[] Doubles(ReadOnlySpan<float> values)
    {
        var result = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
            result[i] = values[i];
        return result;
    }
}
