using Microsoft.ML.OnnxRuntime;
using RewardServer.Inference.Onnx;
using RewardServer.Inference.Tests.Graphs;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Tests.LogProbability;

public class TokenLogProbabilityTests
{
    [Theory]
    [InlineData(1, 8, 1, 1)]
    [InlineData(3, 16, 31, 2)]
    [InlineData(4, 17, 33, 1)]
    [InlineData(9, 64, 1024, 3)]
    [InlineData(6, 48, 2500, 2)]
    public void Output_matches_the_definition(int rows, int depth, int vocabulary, int targetsPerRow)
    {
        var data = new Data(rows, depth, vocabulary, targetsPerRow, scale: 1);
        var actual = Run(data, 2);
        var expected = data.Reference();
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-5);
    }

    [Fact]
    public void Large_logits_neither_overflow_nor_vanish()
    {
        var data = new Data(5, 32, 1500, 2, scale: 40);
        var actual = Run(data, 1);
        var expected = data.Reference();
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], Math.Abs(expected[i]) * 1e-5 + 1e-4);
    }

    [Fact]
    public void Shared_targets_read_the_same_tokens_in_every_row()
    {
        var own = new Data(5, 16, 90, 3, scale: 1);
        for (var row = 1; row < 5; row++)
            own.Targets.AsSpan(0, 3).CopyTo(own.Targets.AsSpan(row * 3));
        var shared = own with { Targets = own.Targets[..3], SharedTargets = true };
        Assert.Equal(Run(own, 1), Run(shared, 1));
    }

    [Fact]
    public void Bits_depend_neither_on_other_rows_nor_on_threads()
    {
        var all = new Data(11, 48, 3000, 2, scale: 2);
        var expected = Run(all, 1);
        Assert.Equal(expected, Run(all, 2));
        for (var row = 0; row < 11; row++)
            Assert.Equal(expected[(row * 2)..((row + 1) * 2)], Run(all.Row(row), 2));
    }

    [Fact]
    public void Probabilities_of_the_whole_vocabulary_sum_to_one()
    {
        const int vocabulary = 1100;
        var data = new Data(1, 24, vocabulary, vocabulary, scale: 1) with { Targets = [.. Enumerable.Range(0, vocabulary).Select(i => (long)i)] };
        Assert.Equal(1, Run(data, 2).Sum(x => Math.Exp(x)), 1e-6);
    }

    [Fact]
    public void A_row_that_is_not_finite_spoils_no_other()
    {
        var clean = new Data(6, 32, 200, 1, scale: 1);
        var spoilt = clean with { Hidden = [.. clean.Hidden] };
        spoilt.Hidden[2 * 32] = float.NaN;
        float[] expected = Run(clean, 1), actual = Run(spoilt, 1);
        Assert.True(float.IsNaN(actual[2]));
        expected[2] = actual[2] = 0;
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(50)]
    public void A_target_outside_the_vocabulary_is_refused(long target)
    {
        var data = new Data(2, 8, 50, 1, scale: 1);
        data.Targets[1] = target;
        var error = Assert.Throws<OnnxRuntimeException>(() => Run(data, 1));
        Assert.Contains($"target {target} is outside the vocabulary of 50", error.Message, StringComparison.Ordinal);
    }

    private static float[] Run(Data data, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        OperatorDomain.Register(options);
        using var session = new InferenceSession(Graph(data), options);
        using var hidden = OrtValue.CreateTensorValueFromMemory(data.Hidden, [data.Rows, data.Depth]);
        using var targets = OrtValue.CreateTensorValueFromMemory(data.Targets, [data.SharedTargets ? 1 : data.Rows, data.TargetsPerRow]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["hidden", "targets"], [hidden, targets], ["output"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static byte[] Graph(Data data) => new GraphWriter()
        .Input("hidden", GraphWriter.Float, -1, data.Depth)
        .Input("targets", GraphWriter.Int64, -1, data.TargetsPerRow)
        .Weight("head", data.Head, data.Vocabulary, data.Depth)
        .Node(PackedGraph.TokenLogProbability, PackedGraph.OperatorDomain, ["hidden", "head", "targets"], ["output"])
        .Output("output", GraphWriter.Float, -1, data.TargetsPerRow)
        .ToModel();

    private sealed record Data
    {
        public Data(int rows, int depth, int vocabulary, int targetsPerRow, double scale)
        {
            (Rows, Depth, Vocabulary, TargetsPerRow) = (rows, depth, vocabulary, targetsPerRow);
            var random = new Random(vocabulary);
            Hidden = [.. Enumerable.Range(0, rows * depth).Select(_ => (float)((random.NextDouble() - 0.5) * scale))];
            Head = [.. Enumerable.Range(0, vocabulary * depth).Select(_ => (float)((random.NextDouble() - 0.5) * scale))];
            Targets = [.. Enumerable.Range(0, rows * targetsPerRow).Select(_ => random.NextInt64(vocabulary))];
        }

        public int Rows { get; init; }

        public int Depth { get; }

        public int Vocabulary { get; }

        public int TargetsPerRow { get; }

        public float[] Hidden { get; init; }

        public float[] Head { get; }

        public long[] Targets { get; init; }

        public bool SharedTargets { get; init; }

        public Data Row(int row) => this with
        {
            Rows = 1,
            Hidden = Hidden[(row * Depth)..((row + 1) * Depth)],
            Targets = Targets[(row * TargetsPerRow)..((row + 1) * TargetsPerRow)],
        };

        public double[] Reference()
        {
            var output = new double[Rows * TargetsPerRow];
            for (var row = 0; row < Rows; row++)
            {
                var logits = Enumerable.Range(0, Vocabulary)
                    .Select(v => Enumerable.Range(0, Depth).Sum(d => (double)Hidden[(row * Depth) + d] * Head[(v * Depth) + d]))
                    .ToArray();
                var max = logits.Max();
                var logSum = max + Math.Log(logits.Sum(x => Math.Exp(x - max)));
                for (var k = 0; k < TargetsPerRow; k++)
                    output[(row * TargetsPerRow) + k] = logits[Targets[(row * TargetsPerRow) + k]] - logSum;
            }

            return output;
        }
    }
}
