using CsCheck;
using RewardServer.Scoring.Manifests;
using RewardServer.Scoring.Readouts;

namespace RewardServer.Scoring.Tests.Readouts;

public class StepReadoutsTests
{
    private static IStepReadout Create(string name, int outputs = 2, int positive = 1, int negative = 0) =>
        StepReadouts.Create(new() { Name = name, Positive = positive, Negative = negative }, outputs);

    /// <summary>Each readout with a head that fits it.</summary>
    private static IEnumerable<(IStepReadout Readout, int Outputs)> All() =>
        StepReadouts.Names.Select(name => name switch
        {
            "sigmoid" or "identity" => (Create(name, 1), 1),
            "validity" => (Create(name, 3), 3),
            "gated-objectives" => (StepReadouts.Create(new() { Name = name, Objectives = ["a", "b"] }, 6), 6),
            _ => (Create(name), 2),
        });

    private static float Read(string name, params float[] outputs)
    {
        Assert.True(Create(name, outputs.Length).TryRead(outputs, out var score));
        return score;
    }

    [Theory] // float64 references
    [InlineData("softmax", new[] { 0f, 0f }, 0.5)]
    [InlineData("softmax", new[] { -2.1f, 1.8f }, 0.98015969)] // 1/(1+e^-3.9)
    [InlineData("softmax-difference", new[] { -2.1f, 1.8f }, 0.96031940)] // tanh(1.95)
    [InlineData("softmax", new[] { 1f, 2f, 3f }, 0.24472847)] // e/(1+e+e^2)
    [InlineData("softmax-difference", new[] { 1f, 2f, 3f }, 0.15469786)]
    [InlineData("sigmoid", new[] { 1.5f }, 0.81757448)]
    [InlineData("identity", new[] { -4.28f }, -4.28)]
    [InlineData("probability", new[] { -3f, -0.5f }, 0.60653066)] // e^-0.5
    [InlineData("probability", new[] { -3f, 1e-6f }, 1)] // a log-probability that rounding lifted above 0
    [InlineData("validity", new[] { 1f, 2f, 3f }, 0.90996943)] // (e + e^2)/(1 + e + e^2)
    public void Score_equals_the_reference(string name, float[] outputs, double expected) =>
        Assert.Equal(expected, Read(name, outputs), 5e-7);

    [Theory] // subtracting the largest by absolute value instead of the largest gives NaN here
    [InlineData("softmax", new[] { -100f, 2f }, 1f)]
    [InlineData("softmax", new[] { 3e38f, -3e38f }, 0f)]
    [InlineData("softmax", new[] { -3e38f, -3e38f }, 0.5f)]
    [InlineData("softmax-difference", new[] { 1e30f, 0f }, -1f)]
    [InlineData("sigmoid", new[] { -3e38f }, 0f)]
    [InlineData("sigmoid", new[] { 3e38f }, 1f)]
    public void Extreme_logits_stay_in_range(string name, float[] outputs, float expected) =>
        Assert.Equal(expected, Read(name, outputs));

    [Fact]
    public void Not_finite_is_no_score() =>
        Assert.All(All(), head =>
        {
            var width = head.Outputs * head.Readout.RowsPerScore;
            for (var i = 0; i < width; i++)
            {
                foreach (var bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
                {
                    var outputs = new float[width];
                    outputs[i] = bad;
                    Assert.False(head.Readout.TryRead(outputs, out _), $"{head.Readout.Name}: {bad} at {i}");
                }
            }
        });

    [Fact]
    public void Swapped_labels_swap_the_score()
    {
        Assert.True(Create("softmax", positive: 0).TryRead([-2.1f, 1.8f], out var score));
        Assert.Equal(0.01984031f, score, 1e-7f);
    }

    [Fact]
    public void Scores_stay_on_their_scale() =>
        Gen.Float.Where(z => MathF.Abs(z) < 1e37f).Array[12].Sample(outputs => Assert.All(All(), head =>
        {
            Assert.True(head.Readout.TryRead(outputs.AsSpan(0, head.Outputs * head.Readout.RowsPerScore), out var score));
            Assert.True(head.Readout.Scale.Contains(score));
        }));

    [Theory]
    [InlineData("softmax")]
    [InlineData("softmax-difference")]
    public void Softmax_over_one_output_is_refused(string name) =>
        Assert.Contains(Assert.Throws<ManifestException>(() => Create(name, 1)).Problems, problem => problem.Contains("always 1", StringComparison.Ordinal));

    [Fact]
    public void Indices_outside_the_head_are_all_named()
    {
        var problems = Assert.Throws<ManifestException>(() => Create("softmax-difference", 2, positive: 2, negative: -1)).Problems;
        Assert.Equal(2, problems.Count);
    }

    [Fact]
    public void Equal_labels_are_refused() => Assert.Throws<ManifestException>(() => Create("softmax-difference", 2, 1, 1));

    [Fact]
    public void Unknown_name_lists_the_known_ones() =>
        Assert.Contains("sigmoid", Assert.Throws<ManifestException>(() => Create("tanh")).Message, StringComparison.Ordinal);

    [Fact]
    public void ReadAll_reads_row_by_row()
    {
        var scores = Create("softmax-difference").ReadAll([0f, 0f, -100f, 100f, 100f, -100f], 2).Value;
        Assert.Equal([0f, 1f, -1f], scores);
    }

    [Fact]
    public void ReadAll_names_the_row_without_a_score()
    {
        var error = Create("softmax").ReadAll([0f, 0f, float.NaN, 0f], 2).Error!;
        Assert.Equal(ScoringErrorCode.ModelError, error.Code);
        Assert.Contains("score 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scales_are_those_of_the_readouts() =>
        Assert.Equal(
            [RewardScale.Probability, RewardScale.Signed, RewardScale.Probability, RewardScale.Logit, RewardScale.Probability, RewardScale.Probability, RewardScale.Logit],
            StepReadouts.Names.Select(StepReadouts.ScaleOf));

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("identity")]
    public void One_output_readouts_refuse_two_labels(string name) =>
        Assert.Contains("use softmax", Assert.Single(StepReadouts.Check(new() { Name = name }, 2)), StringComparison.Ordinal);

    [Fact]
    public void Identity_normalises_by_the_published_mean_and_deviation()
    {
        var readout = StepReadouts.Create(new() { Name = "identity", Mean = -1.5f, Std = 4 }, 1);
        Assert.True(readout.TryRead([2.5f], out var score));
        Assert.Equal(1, score);
    }

    [Fact]
    public void Validity_tells_redundancy()
    {
        var readout = Create("validity", 3);
        Assert.Equal(["redundancy"], readout.DetailNames);
        var details = readout.ReadDetails([9f, 9f, 9f, 1f, 2f, 3f], 3, score: 1);
        Assert.Equal(0.24472847, Assert.Single(details), 5e-7); // e/(1+e+e^2)
    }

    [Fact]
    public void Objectives_are_weighed_by_gates_of_the_prompt()
    {
        var readout = StepReadouts.Create(new() { Name = "gated-objectives", Objectives = ["a", "b"], GateTemperature = 10, GateScale = 1.5f }, 6);
        float[] prompt = [90, 90, 90, 90, 5, -5]; // only the gates count: softmax(0.5, -0.5)
        float[] last = [0.2f, 0.7f, 3, -1, 90, 90]; // rewards, then rewards times the transform; the gates do not count
        var scores = readout.ReadAll([.. prompt, .. last, .. prompt, .. last], 6).Value;

        var gate = 1 / (1 + Math.Exp(-1)); // 0.73105858
        Assert.Equal(2, scores.Length);
        Assert.All(scores, score => Assert.Equal(((gate * 3) - (1 - gate)) * 1.5, score, 1e-6));
        Assert.Equal([0.2f, 0.7f], readout.ReadDetails([.. prompt, .. last], 6, score: 0));
    }

    [Fact]
    public void Everything_wrong_with_a_readout_is_listed_at_once()
    {
        var problems = StepReadouts.Check(new() { Name = "gated-objectives", Objectives = ["a", "a"], GateTemperature = 0, Std = 1, Mean = float.NaN }, 7);
        Assert.Collection(
            problems,
            problem => Assert.StartsWith("readout.objectives names 2", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("readout.objectives must", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("readout.mean must", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("readout.gate_temperature is 0", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("readout.mean has no meaning", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("readout.std has no meaning", problem, StringComparison.Ordinal));
    }
}
