using RewardServer.Training.Tasks;

namespace RewardServer.Training.Evaluation.Metrics;

/// <summary>Subsets of n of m things, as means over all of them need them.</summary>
internal static class Subsets
{
    /// <summary>As many subsets are looked at at most; where there are more, so many are drawn.</summary>
    public const int Most = 2000;

    private const int Seed = 0x5AB5E7;

    /// <summary>C(<paramref name="part"/>, <paramref name="n"/>) / C(<paramref name="all"/>, <paramref name="n"/>): the share of the subsets that lie within a part.</summary>
    public static double ShareWithin(int part, int all, int n)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, all);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(part, all);
        var share = 1.0;
        for (var j = 0; j < n && share > 0; j++)
        {
            share *= Math.Max(part - j, 0) / (double)(all - j);
        }

        return share;
    }

    /// <summary>
    /// All subsets of <paramref name="n"/> of <paramref name="all"/> indices, or <see cref="Most"/> random ones of a fixed seed where there are more.
    /// The array is the same one every time.
    /// </summary>
    public static IEnumerable<int[]> Of(int all, int n) => Count(all, n) <= Most ? Every(all, n) : Draw(all, n);

    private static double Count(int all, int n) => 1 / ShareWithin(n, all, n);

    private static IEnumerable<int[]> Every(int all, int n)
    {
        var subset = Enumerable.Range(0, n).ToArray();
        while (true)
        {
            yield return subset;
            var last = n - 1;
            while (last >= 0 && subset[last] == all - n + last)
            {
                last--;
            }

            if (last < 0)
            {
                yield break;
            }

            subset[last]++;
            for (var i = last + 1; i < n; i++)
            {
                subset[i] = subset[i - 1] + 1;
            }
        }
    }

    private static IEnumerable<int[]> Draw(int all, int n)
    {
        var (random, order, subset) = (TaskRandom.At(Seed, all, n), Enumerable.Range(0, all).ToArray(), new int[n]);
        for (var draw = 0; draw < Most; draw++)
        {
            for (var i = 0; i < n; i++)
            {
                var j = random.Between(i, all - 1);
                (order[i], order[j]) = (order[j], order[i]);
            }

            order.AsSpan(0, n).CopyTo(subset);
            yield return subset;
        }
    }
}
