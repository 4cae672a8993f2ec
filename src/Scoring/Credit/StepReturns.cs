namespace RewardServer.Scoring.Credit;

/// <summary>Sums and minima from the end of a response to its beginning.</summary>
internal static class StepReturns
{
    /// <summary>G_k = r_k + gamma G_(k+1)</summary>
    public static double[] Sums(ReadOnlySpan<double> r, double gamma)
    {
        var returns = new double[r.Length];
        var next = 0.0;
        for (var k = r.Length - 1; k >= 0; k--)
            returns[k] = next = r[k] + (gamma * next);
        return returns;
    }

    /// <summary>G_k = min(r_k, G_(k+1))</summary>
    public static double[] Minima(ReadOnlySpan<double> r)
    {
        var returns = new double[r.Length];
        var next = double.PositiveInfinity;
        for (var k = r.Length - 1; k >= 0; k--)
            returns[k] = next = Math.Min(r[k], next);
        return returns;
    }

    /// <summary>The sum of the rewards, from the first on.</summary>
    public static double Total(ReadOnlySpan<double> r)
    {
        var total = 0.0;
        foreach (var reward in r)
            total += reward;
        return total;
    }

    /// <summary>Scores as doubles.</summary>
    public static double[] Widen(ReadOnlySpan<float> stepScores)
    {
        var rewards = new double[stepScores.Length];
        for (var k = 0; k < rewards.Length; k++)
            rewards[k] = stepScores[k];
        return rewards;
    }
}
