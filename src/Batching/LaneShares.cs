namespace RewardServer.Batching;

/// <summary>
/// Whose turn it is: each lane is charged its tokens by its weight, and the one that was charged least is next (start-time fair queueing).
/// While all lanes have work each gets its share to within an item; one that has none saves up no claim. Not thread-safe.
/// </summary>
internal sealed class LaneShares(params int[] weights)
{
    private readonly double[] _charged = new double[weights.Length];

    /// <summary>Which lane is next; -1 when none waits. Ties go to the first.</summary>
    public int Next(ReadOnlySpan<bool> waits)
    {
        var next = -1;
        for (var lane = 0; lane < waits.Length; lane++)
        {
            if (waits[lane] && (next < 0 || _charged[lane] < _charged[next]))
                next = lane;
        }

        return next;
    }

    /// <summary>A lane's item runs.</summary>
    public void Charge(int lane, int tokens) => _charged[lane] += (double)tokens / weights[lane];

    /// <summary>A lane that had nothing waiting has something now.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="waits">Which lanes have something waiting, without it.</param>
    public void Rejoin(int lane, ReadOnlySpan<bool> waits)
    {
        var level = Next(waits);
        if (level < 0)
            Array.Clear(_charged);
        else
            _charged[lane] = Math.Max(_charged[lane], _charged[level]);
    }
}
