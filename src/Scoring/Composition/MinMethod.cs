namespace RewardServer.Scoring.Composition;

/// <summary>The lowest value.</summary>
internal sealed class MinMethod : ICompositionMethod
{
    public string Name => CompositionMethods.Min;

    public double Combine(ReadOnlySpan<double?> values)
    {
        var lowest = double.PositiveInfinity;
        foreach (var x in values)
            lowest = Math.Min(lowest, x ?? double.PositiveInfinity);
        return lowest;
    }
}
