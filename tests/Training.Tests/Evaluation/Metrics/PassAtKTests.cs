using System.Numerics;
using RewardServer.Training.Evaluation.Metrics;

namespace RewardServer.Training.Tests.Evaluation.Metrics;

public sealed class PassAtKTests
{
    [Fact]
    public void Estimate_is_the_ratio_of_whole_numbers()
    {
        foreach (var n in (int[])[1, 2, 5, 10, 64, 200])
        {
            foreach (var c in (int[])[0, 1, n / 2, n - 1, n])
            {
                foreach (var k in (int[])[1, (n + 1) / 2, n])
                {
                    // 1 - C(n - c, k) / C(n, k), rounded to 20 digits at the end only.
                    var scale = BigInteger.Pow(10, 20);
                    var exact = (double)((Choose(n, k) - Choose(n - c, k)) * scale / Choose(n, k)) / 1e20;
                    Assert.Equal(exact, PassAtK.Estimate(n, c, k), 1e-12);
                }
            }
        }
    }

    [Fact]
    public void Ends_are_exact()
    {
        Assert.Equal(0, PassAtK.Estimate(1000, 0, 500));
        Assert.Equal(1, PassAtK.Estimate(1000, 1000, 1));
        Assert.Equal(1, PassAtK.Estimate(1000, 1, 1000));
        Assert.Equal(0.3, PassAtK.Estimate(10, 3, 1), 12);
    }

    [Fact]
    public void Every_subset_is_there_once()
    {
        var subsets = Subsets.Of(6, 3).Select(subset => string.Join(' ', subset)).ToArray();

        Assert.Equal(20, subsets.Length);
        Assert.Equal(20, subsets.Distinct().Count());
        Assert.Equal(["0 1 2"], Subsets.Of(3, 3).Select(subset => string.Join(' ', subset)));
    }

    [Fact]
    public void Drawn_subsets_are_subsets_and_every_element_is_drawn_alike()
    {
        var counts = new int[30];
        var draws = 0;
        foreach (var subset in Subsets.Of(30, 10))
        {
            Assert.Equal(10, subset.Distinct().Count());
            Array.ForEach(subset, i => counts[i]++);
            draws++;
        }

        Assert.Equal(Subsets.Most, draws);
        Assert.All(counts, count => Assert.InRange(count, 667 - 100, 667 + 100)); // 2,000 / 3, five standard deviations
    }

    private static BigInteger Choose(int n, int k)
    {
        var result = BigInteger.One;
        for (var i = 0; i < k; i++)
        {
            result = result * (n - i) / (i + 1);
        }

        return n < k ? 0 : result;
    }
}
