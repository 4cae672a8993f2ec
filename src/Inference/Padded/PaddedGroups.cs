namespace RewardServer.Inference.Padded;

/// <summary>Decides which sequences share a run. Pure.</summary>
internal static class PaddedGroups
{
    // A run pads at most an eighth of its longest sequence, or this where that is less.
    private const int ShareOfPadding = 8;
    private const int SmallDifference = 8;

    /// <summary>
    /// Groups sequences of equal length, or with <paramref name="pads"/> of about equal length, shortest first.
    /// </summary>
    /// <param name="lengths">Tokens of each sequence.</param>
    /// <param name="maxTokens">Tokens of a run at most, padding included; a longer single sequence runs alone.</param>
    /// <param name="pads">Whether lengths in a group may differ.</param>
    /// <returns>Indices of the sequences; each in exactly one group.</returns>
    public static IReadOnlyList<int[]> Form(IReadOnlyList<int> lengths, int maxTokens, bool pads)
    {
        List<int[]> groups = [];
        List<int> group = [];
        foreach (var i in Enumerable.Range(0, lengths.Count).OrderBy(i => lengths[i]))
        {
            if (group.Count > 0 && !Fits(lengths[group[0]], lengths[i], group.Count + 1, maxTokens, pads))
            {
                groups.Add([.. group]);
                group.Clear();
            }

            group.Add(i);
        }

        if (group.Count > 0)
            groups.Add([.. group]);
        return groups;
    }

    private static bool Fits(int shortest, int longest, int count, int maxTokens, bool pads)
    {
        var difference = longest - shortest;
        var mayJoin = difference == 0 || (pads && (difference <= SmallDifference || difference <= longest / ShareOfPadding));
        return mayJoin && (long)longest * count <= maxTokens;
    }
}
