using CsCheck;
using RewardServer.Scoring.Manifests;
using RewardServer.Scoring.Readouts;

namespace RewardServer.Scoring.Tests.Readouts;

public class LogRatioReadoutTests
{
    private static ITrajectoryReadout Create(string reading, double beta = 0.5, string readout = "identity") => TrajectoryReadouts.Create(new()
    {
        Name = "pair",
        Kind = RewardModelKind.Implicit,
        Format = new() { Name = "eurus-prm" },
        Readout = new() { Name = readout, Positive = 0 },
        Implicit = new() { Beta = beta, Reading = reading },
        MaxTokens = 8,
        Graph = new() { Head = "target-log-probability", Outputs = 1, Layers = 1, KvHeads = 1, HeadDim = 8, Vocabulary = 16, MaxPositions = 8 },
    });

    // Log-ratios: 1, -3 | 0.5 | -1
    private static readonly float[] Table = [-1, -2, -4, -1, -2, -2.5f, -3, -2];

    [Fact]
    public void Single_adds_up_the_tokens_of_each_step() =>
        Assert.Equal([-1, 0.25f, -0.5f], Create("single").Read(Table, [2, 3, 4]).Value);

    [Fact]
    public void Cumulative_adds_up_all_tokens_to_the_end_of_each_step() =>
        Assert.Equal([-1, -0.75f, -1.25f], Create("cumulative").Read(Table, [2, 3, 4]).Value);

    [Fact]
    public void Sigmoid_makes_a_probability_of_it()
    {
        var readout = Create("single", readout: "sigmoid");
        Assert.Equal(RewardScale.Probability, readout.Scale);
        Assert.Equal((float)(1 / (1 + Math.Exp(1))), readout.Read(Table, [2, 3, 4]).Value[0]);
    }

    [Fact]
    public void Log_ratios_of_tokens_are_not_multiplied() =>
        Assert.Equal([1, -3, 0.5f, -1], LogRatios.PerToken(Table));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void A_number_that_is_not_finite_is_an_error_of_its_step(float value)
    {
        float[] table = [.. Table];
        table[4] = value;
        var error = Create("cumulative").Read(table, [2, 3, 4]).Error!;
        Assert.Equal(ScoringErrorCode.ModelError, error.Code);
        Assert.Contains("step 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cumulative_is_the_running_sum_of_single()
    {
        var row = Gen.Float[-30, 0];
        Gen.Select(row, row).List[1, 60].Sample(rows =>
        {
            float[] table = [.. rows.SelectMany(pair => new[] { pair.Item1, pair.Item2 })];
            int[] ends = [.. Enumerable.Range(1, rows.Count)];
            var single = Create("single", 0.001).Read(table, ends).Value;
            var cumulative = Create("cumulative", 0.001).Read(table, ends).Value;
            var sum = 0.0;
            for (var i = 0; i < ends.Length; i++)
            {
                sum += 0.001 * ((double)rows[i].Item1 - rows[i].Item2);
                Assert.Equal(sum, cumulative[i], 1e-7);
                Assert.Equal(0.001 * ((double)rows[i].Item1 - rows[i].Item2), single[i], 1e-8);
            }
        });
    }
}
