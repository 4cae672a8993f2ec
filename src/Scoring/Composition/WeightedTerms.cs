namespace RewardServer.Scoring.Composition;

/// <summary>Sums of weighted terms of which some may be missing.</summary>
internal static class WeightedTerms
{
    /// <summary>Σ w f(x), times Σ w of all over Σ w of those that are there.</summary>
    public static double Sum(ReadOnlySpan<double?> values, IReadOnlyList<double> weights, Func<double, int, double> term)
    {
        var (sum, present, all) = (0.0, 0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            all += weights[i];
            if (values[i] is not { } x)
                continue;
            present += weights[i];
            sum += weights[i] * term(x, i);
        }
        return present == all ? sum : sum * (all / present);
    }
}
