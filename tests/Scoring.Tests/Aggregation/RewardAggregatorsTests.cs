using RewardServer.Scoring.Aggregation;

namespace RewardServer.Scoring.Tests.Aggregation;

public class RewardAggregatorsTests
{
    private static float Aggregate(string name, float[] scores, float temperature = 0.1f, RewardScale scale = RewardScale.Probability) =>
        RewardAggregators.Create(name, scale, temperature).Value.Aggregate(scores);

    [Theory] // by hand
    [InlineData("min", 0.25f)]
    [InlineData("max", 0.75f)]
    [InlineData("last", 0.5f)]
    [InlineData("sum", 1.5f)]
    [InlineData("mean", 0.5f)]
    [InlineData("product", 0.09375f)]
    [InlineData("geometric-mean", 0.4542802f)] // 0.09375^(1/3)
    public void Aggregate_equals_the_hand_computed_number(string name, float expected) =>
        Assert.Equal(expected, Aggregate(name, [0.25f, 0.75f, 0.5f]), 1e-7f);

    [Theory] // reward-model notes on PURE, float64
    [InlineData(new[] { 0.9f, -0.5f, 0.8f }, 0.1f, -0.499995897)]
    [InlineData(new[] { 0.2f, 0.1f, 0.15f, 0.9f }, 0.1f, 0.13412229)]
    [InlineData(new[] { -1f, -1f }, 0.1f, -1)]
    [InlineData(new[] { 0.3f }, 0.1f, 0.3)]
    [InlineData(new[] { 1f, 1f, 1f, 1f }, 0.1f, 1)]
    [InlineData(new[] { 0.9f, -0.5f, 0.8f }, 1f, -0.039520875)]
    [InlineData(new[] { 0.9f, -0.5f, 0.8f }, 0.02f, -0.5)]
    public void SoftMin_equals_the_published_transform(float[] scores, float temperature, double expected) =>
        Assert.Equal(expected, Aggregate("soft-min", scores, temperature, RewardScale.Signed), 5e-8);

    [Theory]
    [InlineData("product")]
    [InlineData("geometric-mean")]
    [InlineData("min")]
    public void A_zero_step_makes_the_whole_zero(string name) => Assert.Equal(0f, Aggregate(name, [0.9f, 0f, 1f]));

    [Fact]
    public void GeometricMean_of_many_small_steps_does_not_underflow() =>
        Assert.Equal(1e-30f, Aggregate("geometric-mean", [.. Enumerable.Repeat(1e-30f, 1000)]), 1e-35f);

    [Fact]
    public void SoftMin_of_extreme_logits_is_finite() =>
        Assert.Equal(-3e38f, Aggregate("soft-min", [-3e38f, 3e38f], float.Epsilon, RewardScale.Logit));

    [Fact]
    public void Every_aggregation_of_one_step_is_the_step() =>
        Assert.All(RewardAggregators.Names, name => Assert.Equal(0.3f, Aggregate(name, [0.3f]), 1e-7f));

    [Fact]
    public void Empty_is_misuse() =>
        Assert.All(RewardAggregators.Names, name => Assert.Throws<ArgumentException>(() => Aggregate(name, [])));

    [Theory]
    [InlineData("product")]
    [InlineData("geometric-mean")]
    public void Products_of_scores_that_can_be_negative_are_refused(string name)
    {
        foreach (var scale in new[] { RewardScale.Signed, RewardScale.Logit })
        {
            var error = RewardAggregators.Create(name, scale).Error!;
            Assert.Equal(ScoringErrorCode.InvalidRequest, error.Code);
            Assert.Contains("min, soft-min, mean, last, max, sum", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(name, RewardAggregators.NamesFor(scale));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Aggregate(name, [0.5f, -0.5f]));
    }

    [Fact]
    public void Unknown_name_lists_the_known_ones() =>
        Assert.Contains("geometric-mean", RewardAggregators.Create("avg", RewardScale.Probability).Error!.Message, StringComparison.Ordinal);

    [Fact]
    public void Names_and_instances_agree() =>
        Assert.All(RewardAggregators.Names, name => Assert.Equal(name, RewardAggregators.Create(name, RewardScale.Probability).Value.Name));
}
