namespace RewardServer.Training.Evaluation.Metrics;

/// <summary>Probabilities against what happened.</summary>
/// <param name="Count">N, how many there are.</param>
/// <param name="Bins">Bins of equal width over [0, 1], empty ones too.</param>
/// <param name="Brier">Mean of (p - happened)².</param>
internal sealed record Calibration(int Count, IReadOnlyList<ReliabilityBin> Bins, double Brier)
{
    /// <summary>Expected calibration error: Σ over bins of n_b / N |share right - mean probability|; NaN of nothing.</summary>
    public double ExpectedError => Count == 0 ? double.NaN : Bins.Where(b => b.Count > 0).Sum(b => (double)b.Count / Count * b.Gap);

    /// <summary>The gap of the worst bin that is not empty; NaN of nothing.</summary>
    public double LargestError => Count == 0 ? double.NaN : Bins.Where(b => b.Count > 0).Max(b => b.Gap);

    /// <summary>Sorts into bins: a probability p into bin ⌊p · bins⌋, and 1 into the last.</summary>
    /// <param name="items">Probabilities in [0, 1], and whether what they are of is right.</param>
    /// <param name="bins">How many bins.</param>
    public static Calibration Measure(IReadOnlyList<(double Probability, bool IsRight)> items, int bins)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (items.Any(i => !(i.Probability is >= 0 and <= 1)))
        {
            throw new ArgumentOutOfRangeException(nameof(items), "A probability lies in [0, 1].");
        }

        var sorted = items.ToLookup(i => Math.Min((int)(i.Probability * bins), bins - 1));
        return new Calibration(
            items.Count,
            [.. Enumerable.Range(0, bins).Select(b => Bin((double)b / bins, (double)(b + 1) / bins, [.. sorted[b]]))],
            items.Count == 0 ? double.NaN : items.Average(i => Math.Pow(i.Probability - (i.IsRight ? 1 : 0), 2)));
    }

    private static ReliabilityBin Bin(double low, double high, (double Probability, bool IsRight)[] items) => items.Length == 0
        ? new ReliabilityBin(low, high, 0, double.NaN, double.NaN)
        : new ReliabilityBin(low, high, items.Length, items.Average(i => i.Probability), items.Average(i => i.IsRight ? 1.0 : 0));
}
