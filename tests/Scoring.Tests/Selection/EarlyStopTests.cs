using CsCheck;
using RewardServer.Scoring.Aggregation;
using RewardServer.Scoring.Selection;

namespace RewardServer.Scoring.Tests.Selection;

public sealed class EarlyStopTests
{
    // Few values, so that ties abound, with those where rounding is delicate: the neighbours of 0 and 1.
    private static readonly float[] Delicate = [0f, 1f, 0.5f, 0.25f, 0.1f, 0.9f, float.BitDecrement(1f), float.Epsilon, 1e-20f];
    private static readonly Gen<float> Probability = Gen.OneOf(Gen.Int[0, Delicate.Length - 1].Select(i => Delicate[i]), Gen.Float[0, 1]);

    [Theory]
    [InlineData(RewardAggregators.Min, RewardScale.Probability)]
    [InlineData(RewardAggregators.Product, RewardScale.Probability)]
    [InlineData(RewardAggregators.Min, RewardScale.Signed)]
    public void Winner_is_that_of_full_scoring(string aggregation, RewardScale scale)
    {
        var aggregator = RewardAggregators.Create(aggregation, scale).Value;
        var score = scale == RewardScale.Probability ? Probability : Probability.Select(p => (2 * p) - 1);
        score.Array[1, 12].Array[1, 24].Sample(
            candidates =>
            {
                var full = Array.ConvertAll(candidates, steps => aggregator.Aggregate(steps));
                var (race, asked) = Run(candidates, aggregator);
                var best = BestOfN.Select(SelectionMethods.Create(SelectionMethods.Best).Value, full, new int[full.Length]).Value.Selected;

                Assert.False(race.IsPruned(best));
                Assert.Equal(candidates[best].Length, race.Scored(best));
                for (var i = 0; i < candidates.Length; i++)
                {
                    Assert.Equal(race.Scored(i) < candidates[i].Length, race.IsPruned(i));
                    if (race.IsPruned(i))
                        Assert.True(full[i] < full[best] || (full[i] == full[best] && i > best));
                }
                Assert.True(asked <= candidates.Sum(steps => steps.Length));
            },
            iter: 2000);
    }

    [Fact]
    public void Wrong_candidates_are_left_where_they_go_wrong()
    {
        float[][] candidates = [[0.9f, 0.9f, 0.9f, 0.9f], [0.9f, 0.1f, 0.9f, 0.9f], [0.2f, 0.9f, 0.9f, 0.9f], [0.95f, 0.95f, 0.95f, 0.95f]];
        var (race, _) = Run(candidates, RewardAggregators.Create(RewardAggregators.Min, RewardScale.Probability).Value);
        Assert.Equal([4, 1, 1, 4], Enumerable.Range(0, 4).Select(race.Scored));
        Assert.Equal([false, true, true, false], Enumerable.Range(0, 4).Select(race.IsPruned));
    }

    [Fact]
    public void Of_a_tie_the_lower_index_is_finished()
    {
        var race = new EarlyStop([3, 3, 3]);
        race.Report(1, 3, 0.5f);
        race.Report(0, 1, 0.5f);
        race.Report(2, 1, 0.5f);
        Assert.Equal([(0, 3)], race.Next());
        Assert.True(race.IsPruned(2));
    }

    [Fact]
    public void Rounds_are_few_however_many_steps()
    {
        var race = new EarlyStop([200, 200]);
        var rounds = 0;
        for (; race.Next() is { Count: > 0 } wanted; rounds++)
        {
            foreach (var (candidate, steps) in wanted)
                race.Report(candidate, steps, 0.5f - (steps * 1e-3f));
        }
        Assert.InRange(rounds, 2, 16);
    }

    [Theory]
    [InlineData(SelectionMethods.Best, RewardAggregators.Min, true)]
    [InlineData(SelectionMethods.Best, RewardAggregators.Product, true)]
    [InlineData(SelectionMethods.Best, RewardAggregators.SoftMin, false)]
    [InlineData(SelectionMethods.Best, RewardAggregators.GeometricMean, false)]
    [InlineData(SelectionMethods.Best, RewardAggregators.Mean, false)]
    [InlineData(SelectionMethods.Best, RewardAggregators.Last, false)]
    [InlineData(SelectionMethods.Majority, RewardAggregators.Min, false)]
    [InlineData(SelectionMethods.WeightedVote, RewardAggregators.Product, false)]
    public void Only_what_can_only_fall_is_allowed(string method, string aggregation, bool expected) =>
        Assert.Equal(expected, EarlyStop.Allows(SelectionMethods.Create(method).Value, RewardAggregators.Create(aggregation, RewardScale.Probability).Value));

    private static (EarlyStop Race, int Asked) Run(float[][] candidates, IRewardAggregator aggregator)
    {
        var race = new EarlyStop(Array.ConvertAll(candidates, steps => steps.Length));
        var asked = 0;
        while (race.Next() is { Count: > 0 } wanted)
        {
            foreach (var (candidate, steps) in wanted)
            {
                asked += steps - race.Scored(candidate);
                race.Report(candidate, steps, aggregator.Aggregate(candidates[candidate].AsSpan(0, steps)));
            }
        }
        return (race, asked);
    }
}
