using CsCheck;
using RewardServer.Scoring.Credit;

namespace RewardServer.Scoring.Tests.Credit;

public class CreditAssignmentsTests
{
    private static ICreditAssignment Create(string name, CreditOptions? options = null) => CreditAssignments.Create(name, options).Value;

    private static double[] Rewards(string name, float[] scores, CreditOptions? options = null) => Create(name, options).RewardsOf(scores);

    private static double[] Returns(string name, float[] scores, CreditOptions? options = null)
    {
        var credit = Create(name, options);
        return credit.ReturnsOf(credit.RewardsOf(scores));
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance = 1e-6)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], tolerance);
    }

    // Published numbers of PURE's transform, in float64; scores are floats, hence 1e-6.
    [Theory]
    [InlineData(new[] { 0.9f, -0.5f, 0.8f }, 0.1, -0.499995897)]
    [InlineData(new[] { 0.9f, -0.5f, 0.8f }, 1.0, -0.039520875)]
    [InlineData(new[] { 0.9f, -0.5f, 0.8f }, 0.02, -0.5)]
    [InlineData(new[] { 0.2f, 0.1f, 0.15f, 0.9f }, 0.1, 0.13412229)]
    [InlineData(new[] { -1f, -1f }, 0.1, -1)]
    [InlineData(new[] { 0.3f }, 0.1, 0.3)]
    [InlineData(new[] { 1f, 1f, 1f, 1f }, 0.1, 1)]
    public void Min_form_is_pure_s_transform(float[] scores, double temperature, double outcome)
    {
        var credit = Create(CreditAssignments.MinForm, new() { Temperature = temperature });
        var rewards = credit.RewardsOf(scores);
        Assert.Equal(outcome, credit.OutcomeOf(rewards), 1e-6);
        Assert.Equal(outcome, credit.ReturnsOf(rewards)[0], 1e-6);
    }

    [Fact]
    public void Min_form_rewards_are_the_published_ones() =>
        AssertClose([7.5e-07, -0.49999845, 1.81e-06], Rewards(CreditAssignments.MinForm, [0.9f, -0.5f, 0.8f]), 1e-8);

    [Fact]
    public void Min_form_shares_a_tie_and_is_finite_near_zero_temperature()
    {
        AssertClose([-0.25, -0.25, 0], Rewards(CreditAssignments.MinForm, [-0.5f, -0.5f, 1f], new() { Temperature = 1e-12 }));
        AssertClose([0, -1000], Rewards(CreditAssignments.MinForm, [1000f, -1000f], new() { Temperature = double.Epsilon }));
    }

    [Fact]
    public void Strict_min_returns_are_minima_from_the_step_on()
    {
        AssertClose([-0.5, -0.5, 0.8], Returns(CreditAssignments.StrictMin, [0.9f, -0.5f, 0.8f]));
        Assert.Equal(-0.5, Create(CreditAssignments.StrictMin).OutcomeOf([0.9, -0.5, 0.8]));
    }

    [Theory]
    [InlineData(1, new[] { 1.75, 0.75, 0.25 })]
    [InlineData(0.5, new[] { 1.3125, 0.625, 0.25 })]
    [InlineData(0, new[] { 1, 0.5, 0.25 })]
    public void Sum_returns_are_discounted(double gamma, double[] expected) =>
        AssertClose(expected, Returns(CreditAssignments.Sum, [1f, 0.5f, 0.25f], new() { Gamma = gamma }));

    [Theory]
    [InlineData(new[] { 0.9f, 0.5f, 0.75f, 0.1f }, new[] { 0.4, -0.25, 0.75, 0 })]
    [InlineData(new[] { 0.9f, 0.5f }, new[] { 0.9, 0 })]
    [InlineData(new[] { 0.9f }, new double[] { 0 })]
    [InlineData(new float[0], new double[0])]
    public void Delta_telescopes_to_the_first_score(float[] scores, double[] expected)
    {
        var rewards = Rewards(CreditAssignments.Delta, scores);
        AssertClose(expected, rewards);
        if (scores.Length > 1)
            Assert.Equal(scores[0], rewards.Sum(), 1e-6);
    }

    [Fact]
    public void Clip_comes_before_the_method()
    {
        AssertClose([-0.2, 0, -0.7], Rewards(CreditAssignments.Sum, [0.3f, 0.9f, -0.2f], new() { Clip = 0.5 }));
        AssertClose([-0.2, 0, 0], Rewards(CreditAssignments.ClipDelta, [0.3f, 0.9f, -0.2f], new() { Clip = 0.5 }));
    }

    [Fact]
    public void None_leaves_every_step_to_itself() =>
        AssertClose([0.9, -0.5, 0.8], Returns(CreditAssignments.None, [0.9f, -0.5f, 0.8f], new() { Gamma = 0.9 }));

    public static TheoryData<string> All() => [.. CreditAssignments.Names];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_method_gives_finite_numbers_for_none_one_and_thousands_of_steps(string name)
    {
        foreach (var steps in new[] { 0, 1, 5000 })
        {
            float[] scores = [.. Enumerable.Range(0, steps).Select(i => (float)Math.Sin(i))];
            var credit = Create(name, new() { Clip = name == CreditAssignments.ClipDelta ? 0.5 : null });
            var rewards = credit.RewardsOf(scores);
            var returns = credit.ReturnsOf(rewards);
            Assert.Equal((steps, steps), (rewards.Length, returns.Length));
            Assert.All(rewards.Concat(returns).Append(credit.OutcomeOf(rewards)), number => Assert.True(double.IsFinite(number)));
        }
    }

    [Fact]
    public void Min_form_outcome_lies_between_the_lowest_score_and_the_mean()
    {
        Gen.Float[-1, 1].Array[1, 40].Sample(scores =>
        {
            var credit = Create(CreditAssignments.MinForm);
            var outcome = credit.OutcomeOf(credit.RewardsOf(scores));
            Assert.InRange(outcome, scores.Min() - 1e-9, scores.Average(s => (double)s) + 1e-9);
        });
    }

    [Fact]
    public void Min_form_agrees_with_the_formula_as_written()
    {
        Gen.Float[-1, 1].Array[1, 20].Sample(scores =>
        {
            double[] weights = [.. scores.Select(s => Math.Exp(-s / 0.1))];
            AssertClose([.. scores.Select((s, i) => weights[i] / weights.Sum() * s)], Rewards(CreditAssignments.MinForm, scores), 1e-12);
        });
    }

    [Theory]
    [InlineData("worst", 0.1, 1, null, "known are")]
    [InlineData("min-form", 0, 1, null, "temperature")]
    [InlineData("min-form", double.NaN, 1, null, "temperature")]
    [InlineData("sum", 0.1, 1.5, null, "Gamma")]
    [InlineData("delta", 0.1, 1, double.NaN, "clip")]
    [InlineData("clip-delta", 0.1, 1, null, "clip")]
    public void Senseless_options_are_refused(string name, double temperature, double gamma, double? clip, string expected)
    {
        var error = CreditAssignments.Create(name, new() { Temperature = temperature, Gamma = gamma, Clip = clip }).Error!;
        Assert.Equal(ScoringErrorCode.InvalidRequest, error.Code);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
