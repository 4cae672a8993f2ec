namespace RewardServer.Scoring.Selection;

/// <summary>What the methods share.</summary>
internal static class GroupSums
{
    /// <summary>How many answers there are.</summary>
    public static int Count(ReadOnlySpan<int> groups)
    {
        var last = -1;
        foreach (var group in groups)
            last = Math.Max(last, group);
        return last + 1;
    }

    /// <summary>Σ w_i over the candidates of each answer. [answers]</summary>
    public static double[] Of(ReadOnlySpan<int> groups, Func<int, double> weight)
    {
        var sums = new double[Count(groups)];
        for (var i = 0; i < groups.Length; i++)
        {
            if (groups[i] >= 0)
                sums[groups[i]] += weight(i);
        }
        return sums;
    }
}
