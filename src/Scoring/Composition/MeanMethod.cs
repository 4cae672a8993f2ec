namespace RewardServer.Scoring.Composition;

/// <summary>mean - k variance of the components that say something, with the population variance; k = 0 is the mean.</summary>
internal sealed class MeanMethod(string name, double varianceWeight) : ICompositionMethod
{
    public string Name => name;

    public double Combine(ReadOnlySpan<double?> values)
    {
        var (sum, count) = (0.0, 0);
        foreach (var x in values)
            (sum, count) = x is { } present ? (sum + present, count + 1) : (sum, count);
        var mean = sum / count;
        var squares = 0.0;
        foreach (var x in values)
            squares += x is { } present ? (present - mean) * (present - mean) : 0;
        return varianceWeight == 0 ? mean : mean - (varianceWeight * squares / count);
    }
}
