using CsCheck;
using RewardServer.Training.Evaluation.Metrics;

namespace RewardServer.Training.Tests.Evaluation.Metrics;

public sealed class ThresholdSearchTests
{
    // Few different scores, so that there are ties; 0 and 1 among them.
    private static readonly Gen<float> Score = Gen.OneOf(Gen.Int[0, 8].Select(i => i / 8f), Gen.Float[-3, 3]);

    private static readonly Gen<(int FirstError, IReadOnlyList<float>? Scores)> Item =
        from scores in Score.Array[1, 5]
        from firstError in Gen.Int[-1, scores.Length - 1]
        from isScored in Gen.Int[0, 9]
        select (firstError, isScored == 0 ? null : (IReadOnlyList<float>)scores);

    [Fact]
    public void Threshold_is_as_good_as_the_best_of_all() =>
        Item.Array[1, 12].Where(items => items.Any(i => i.FirstError < 0) && items.Any(i => i.FirstError >= 0)).Sample(items =>
        {
            var scores = items.Where(i => i.Scores is not null).SelectMany(i => i.Scores!).ToArray();
            float[] all = [float.NegativeInfinity, .. scores, .. scores.Select(float.BitIncrement)]; // what can be told apart, is by one of these
            var best = all.Max(threshold => ProcessMetrics.FirstError(items, threshold).F1);

            Assert.Equal(best, ProcessMetrics.FirstError(items, ThresholdSearch.Best(items)).F1);
        });

    [Fact]
    public void Threshold_is_the_middle_of_what_does_equally_well() =>
        // Up to 0.3 the error is missed, above 0.7 a right chain is suspected.
        Assert.Equal(0.5f, ThresholdSearch.Best([(1, [0.9f, 0.3f]), (-1, [0.8f, 0.7f])]), 6);

    [Fact]
    public void Lowest_of_equally_good_intervals_is_taken()
    {
        // (0.1, 0.2] and (0.5, 0.6] each find one error and pass the chain that is right; above 0.2 the first one's first step is suspected.
        (int, IReadOnlyList<float>?)[] items = [(1, [0.2f, 0.1f]), (1, [0.6f, 0.5f]), (-1, [0.9f])];

        Assert.Equal(0.15f, ThresholdSearch.Best(items), 6);
    }

    [Fact]
    public void Error_in_every_first_step_is_found_above_all_scores() =>
        Assert.True(ThresholdSearch.Best([(0, [0.5f]), (0, [0.25f]), (-1, [0.125f]), (-1, [0.75f])]) is > 0.5f and <= 0.75f);

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    public void Threshold_of_one_kind_alone_is_refused(int firstError) =>
        Assert.Throws<InvalidDataException>(() => ThresholdSearch.Best([(firstError, [0.5f])]));
}
