using CsCheck;
using RewardServer.Training.Evaluation.Metrics;

namespace RewardServer.Training.Tests.Evaluation.Metrics;

public sealed class BestOfNTests
{
    private static readonly Gen<(double Score, bool Right, int Answer)[]> Solutions =
        Gen.Select(Gen.Int[0, 4].Select(i => i == 0 ? double.NegativeInfinity : i / 4.0), Gen.Bool, Gen.Int[-1, 3]).Array[1, 9];

    [Fact]
    public void Ways_of_picking_are_those_worked_out_by_hand()
    {
        bool[] right = [false, true, false, false];

        Assert.Equal(1, BestOfN.Highest([0.1, 0.9, 0.2, 0.3], right, 4));
        Assert.Equal(0.5, BestOfN.Highest([0.9, 0.9, 0.2, 0.3], right, 4));  // tied: one of two is right
        Assert.Equal(0.5, BestOfN.Highest([0.1, 0.9, 0.2, 0.3], right, 2), 12); // three of six pairs have it
        Assert.Equal(0.25, BestOfN.Highest([0.1, 0.9, 0.2, 0.3], right, 1), 12); // at random
        Assert.Equal(0.25, BestOfN.Highest([.. Enumerable.Repeat(double.NegativeInfinity, 4)], right, 3), 12);
        Assert.Equal(0, BestOfN.Vote([1, 2, 1, -1], [1, 1, 1, 1], right, 4));
        Assert.Equal(1, BestOfN.Vote([1, 2, 1, -1], [0.1, 0.9, 0.2, 0.3], right, 4)); // weighted: 0.3, 0.9, 0.3
        Assert.Equal(0.5, BestOfN.Vote([1, 2], [1, 1], [false, true], 2)); // tied answers share the chance
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Pick_among_equals_is_what_they_are(bool right, double expected)
    {
        Assert.Equal(expected, BestOfN.Highest([0.5, 0.5, 1], [right, right, right], 2), 12);
        Assert.Equal(expected, BestOfN.Vote([0, 1, 0], [1, 1, 1], [right, right, right], 2));
    }

    [Fact]
    public void Highest_is_the_mean_over_every_subset() => Solutions.Sample(solutions =>
    {
        double[] scores = [.. solutions.Select(s => s.Score)];
        bool[] right = [.. solutions.Select(s => s.Right)];
        for (var n = 1; n <= solutions.Length; n++)
        {
            var expected = Masks(solutions.Length, n).Average(subset =>
            {
                var best = subset.Max(i => scores[i]);
                return subset.Where(i => scores[i] == best).Average(i => right[i] ? 1.0 : 0);
            });
            Assert.Equal(expected, BestOfN.Highest(scores, right, n), 9);
        }
    });

    [Fact]
    public void Vote_is_the_mean_over_every_subset() => Solutions.Sample(solutions =>
    {
        int[] answers = [.. solutions.Select(s => s.Answer)];
        double[] weights = [.. solutions.Select(s => Math.Max(s.Score, 0))];
        bool[] right = [.. solutions.Select(s => s.Right)];
        for (var n = 1; n <= solutions.Length; n++)
        {
            var expected = Masks(solutions.Length, n).Average(subset =>
            {
                var groups = subset.GroupBy(i => answers[i] < 0 ? $"alone {i}" : $"{answers[i]}").Select(g => (Weight: g.Sum(i => weights[i]), Right: g.Average(i => right[i] ? 1.0 : 0))).ToArray();
                return groups.Where(g => g.Weight == groups.Max(other => other.Weight)).Average(g => g.Right);
            });
            Assert.Equal(expected, BestOfN.Vote(answers, weights, right, n), 9);
        }
    });

    [Fact]
    public void Vote_over_drawn_subsets_is_near_the_one_over_all_and_the_same_every_time()
    {
        // Majority of 15 of 20, of which 12 are right: hypergeometric, right when 8 or more of the 15 are; 15 504 subsets, so they are drawn.
        var answers = Enumerable.Range(0, 20).Select(i => i < 12 ? 0 : 1).ToArray();
        var right = answers.Select(a => a == 0).ToArray();
        double Choose(int n, int k) => k < 0 || k > n ? 0 : Enumerable.Range(0, k).Aggregate(1.0, (c, i) => c * (n - i) / (i + 1));
        var exact = Enumerable.Range(8, 5).Sum(k => Choose(12, k) * Choose(8, 15 - k)) / Choose(20, 15);

        var vote = BestOfN.Vote(answers, [.. answers.Select(_ => 1.0)], right, 15);

        Assert.Equal(exact, vote, 0.03); // over three standard errors of 2,000 draws
        Assert.Equal(vote, BestOfN.Vote(answers, [.. answers.Select(_ => 1.0)], right, 15));
    }

    [Fact]
    public void More_than_there_are_cannot_be_picked_from()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BestOfN.Highest([1, 2], [true, false], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => BestOfN.Highest([1, 2], [true, false], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => BestOfN.Vote([1, 2], [1, 1], [true, false], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => PassAtK.Estimate(2, 1, 3));
    }

    [Fact]
    public void Difference_has_the_mean_and_its_standard_error()
    {
        var (mean, error) = BestOfN.Difference([1, 0, 1], [0, 0, 0]);

        Assert.Equal(2 / 3.0, mean, 12);
        Assert.Equal(1 / 3.0, error, 12); // sample variance 1/3, over 3 problems
    }

    private static IEnumerable<int[]> Masks(int all, int n) =>
        Enumerable.Range(0, 1 << all).Where(mask => int.PopCount(mask) == n).Select(mask => Enumerable.Range(0, all).Where(i => (mask >> i & 1) == 1).ToArray());
}
