namespace RewardServer.Scoring.Verification.Exact;

/// <summary>
/// Counts the steps of one comparison. A count instead of a clock: the same input ends at the same place on every machine, and a
/// verdict never depends on how busy it is.
/// </summary>
internal sealed class WorkBudget(int limit)
{
    /// <summary>Steps left; below 0 when used up.</summary>
    public int Left { get; private set; } = limit;

    /// <summary>Takes steps off.</summary>
    /// <exception cref="WorkLimitException">There are none left.</exception>
    public void Spend(int steps)
    {
        Left = steps > Left ? -1 : Left - steps;
        if (Left < 0)
            throw new WorkLimitException();
    }

    /// <summary>Takes off what an operation on numbers of so many bits costs: quadratic in their words.</summary>
    public void SpendOn(long bits)
    {
        var words = 1 + (bits / 64);
        Spend((int)Math.Min(int.MaxValue, 1 + (words * words / 64)));
    }
}
