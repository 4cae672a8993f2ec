using RewardServer.Modeling.Graphs;

namespace RewardServer.Modeling.Tests;

public sealed class QuantizationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Weights_come_back_within_half_a_step_transposed()
    {
        const int Outputs = 70;
        const int Inputs = 33;
        var random = new Random(5);
        float[] rows = [.. Enumerable.Range(0, Outputs * Inputs).Select(i => (random.NextSingle() - 0.5f) * (1 + (i / Inputs)))];
        var matrix = new QuantizedMatrix(Outputs, Inputs);
        matrix.AddRows(0, rows.AsSpan(0, 50 * Inputs));
        matrix.AddRows(50, rows.AsSpan(50 * Inputs));

        for (var o = 0; o < Outputs; o++)
        {
            var most = rows.AsSpan(o * Inputs, Inputs).ToArray().Max(MathF.Abs);
            Assert.Equal(most / 127, matrix.Scales[o], 1e-9f);
            for (var i = 0; i < Inputs; i++)
            {
                var back = matrix.Transposed[(i * Outputs) + o] * matrix.Scales[o];
                Assert.True(MathF.Abs(back - rows[(o * Inputs) + i]) <= matrix.Scales[o] * 0.5001f);
            }
        }
    }

    [Fact]
    public void Weights_of_zero_stay_zero()
    {
        var matrix = new QuantizedMatrix(2, 3);
        matrix.AddRows(0, [0, 0, 0, 1, -2, 0.5f]);

        Assert.Equal([0, 64, 0, -127, 0, 32], matrix.Transposed.ToArray().Select(b => (int)b));
        Assert.Equal(0, matrix.Scales[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Quantized_graph_computes_what_the_rounding_rule_says(bool byOurOperators)
    {
        var (expected, actual) = Compare("int8", quantizes: true, byOurOperators);

        // Numbers that fall on the other side of a rounding boundary in float32 are rare and one step apart.
        Assert.InRange(RelativeError(expected, actual), 0, 1e-3);
    }

    [Fact]
    public void Quantization_costs_a_few_percent_of_random_weights()
    {
        var (expected, actual) = Compare("int8", quantizes: false);

        Assert.InRange(RelativeError(expected, actual), 1e-3, 0.05);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Float_graph_computes_the_decoder(bool byOurOperators)
    {
        var (expected, actual) = Compare("fp32", quantizes: false, byOurOperators);

        Golden.AssertClose(expected, actual);
    }

    private static double RelativeError(double[] expected, float[] actual) =>
        Math.Sqrt(expected.Zip(actual, (e, a) => (e - a) * (e - a)).Sum() / expected.Sum(e => e * e));

    private (double[] Expected, float[] Actual) Compare(string precision, bool quantizes, bool byOurOperators = false)
    {
        var random = new Random(3);
        int[] tokens = [.. Enumerable.Range(0, 60).Select(_ => random.Next(ImportedModels.Small.Vocabulary))];
        var folder = ImportedModels.Import(_folder, precision).Folder;
        using IModelRunner model = byOurOperators ? new EngineModel(folder) : new ReferenceModel(folder);
        var expected = new DoubleDecoder(_folder["checkpoint"], ImportedModels.Small, quantizes).Run(tokens);
        return (expected, model.Run(tokens, [.. Enumerable.Range(0, tokens.Length)]));
    }
}
