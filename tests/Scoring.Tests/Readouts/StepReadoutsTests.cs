using CsCheck;
using RewardServer.Scoring.Manifests;
using RewardServer.Scoring.Readouts;

namespace RewardServer.Scoring.Tests.Readouts;

public class StepReadoutsTests
{
    private static IStepReadout Create(string name, int outputs = 2, int positive = 1, int negative = 0) =>
        StepReadouts.Create(new() { Name = name, Positive = positive, Negative = negative }, outputs);

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
        Assert.All(StepReadouts.Names, name =>
        {
            Assert.False(Create(name).TryRead([0f, float.NaN], out _));
            Assert.False(Create(name).TryRead([float.PositiveInfinity, 0f], out _));
            Assert.False(Create(name).TryRead([float.NegativeInfinity, 0f], out _));
        });

    [Fact]
    public void Swapped_labels_swap_the_score()
    {
        Assert.True(Create("softmax", positive: 0).TryRead([-2.1f, 1.8f], out var score));
        Assert.Equal(0.01984031f, score, 1e-7f);
    }

    [Fact]
    public void Scores_stay_on_their_scale() =>
        Gen.Float.Where(float.IsFinite).Array[2, 5].Sample(outputs => Assert.All(StepReadouts.Names, name =>
        {
            var readout = Create(name, outputs.Length);
            Assert.True(readout.TryRead(outputs, out var score));
            Assert.True(readout.Scale.Contains(score));
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
        Assert.Contains("position 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scales_are_those_of_the_readouts() =>
        Assert.Equal(
            [RewardScale.Probability, RewardScale.Signed, RewardScale.Probability, RewardScale.Logit],
            StepReadouts.Names.Select(StepReadouts.ScaleOf));
}
