using CsCheck;
using RewardServer.Scoring.Aggregation;

namespace RewardServer.Scoring.Tests.Aggregation;

public class AggregationLawTests
{
    private static readonly Gen<float[]> Probabilities = Gen.Double[0, 1].Select(value => (float)value).Array[1, 20];

    private static float Aggregate(string name, float[] scores, float temperature = 0.1f) =>
        RewardAggregators.Create(name, RewardScale.Probability, temperature).Value.Aggregate(scores);

    [Fact]
    public void Order_matters_only_to_last() =>
        Gen.Select(Probabilities, Gen.Int).Sample((scores, seed) =>
        {
            float[] shuffled = [.. scores];
            new Random(seed).Shuffle(shuffled);
            foreach (var name in RewardAggregators.Names.Where(name => name != "last"))
            {
                var expected = Aggregate(name, scores);
                Assert.Equal(expected, Aggregate(name, shuffled), Math.Max(1e-37f, MathF.Abs(expected) * 1e-6f));
            }
        });

    [Fact]
    public void Means_lie_between_min_and_max_and_soft_min_between_min_and_mean() =>
        Gen.Select(Probabilities, Gen.Double[0.001, 10]).Sample((scores, temperature) =>
        {
            const float slack = 1e-6f;
            var (min, mean, max) = (Aggregate("min", scores), Aggregate("mean", scores), Aggregate("max", scores));
            var geometric = Aggregate("geometric-mean", scores);
            var soft = Aggregate("soft-min", scores, (float)temperature);
            Assert.InRange(mean, min - slack, max + slack);
            Assert.InRange(geometric, min - slack, mean + slack);
            Assert.InRange(soft, min - slack, mean + slack);
            Assert.InRange(Aggregate("product", scores), 0, min + slack);
        });

    [Fact]
    public void Raising_a_step_never_lowers_the_outcome_but_for_soft_min() =>
        Gen.Select(Probabilities, Gen.Int[0, 19], Gen.Double[0, 1]).Sample((scores, at, raise) =>
        {
            float[] raised = [.. scores];
            raised[at % raised.Length] = (float)(raised[at % raised.Length] + (1 - raised[at % raised.Length]) * raise);
            foreach (var name in RewardAggregators.Names.Where(name => name != "soft-min"))
                Assert.True(Aggregate(name, raised) >= Aggregate(name, scores) * (1 - 1e-6f), name);
        });

    [Fact]
    public void SoftMin_meets_min_at_low_and_mean_at_high_temperature() =>
        Probabilities.Sample(scores =>
        {
            Assert.Equal(Aggregate("min", scores), Aggregate("soft-min", scores, 1e-6f), 1e-5f);
            Assert.Equal(Aggregate("mean", scores), Aggregate("soft-min", scores, 1e6f), 1e-5f);
        });
}
