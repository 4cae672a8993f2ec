namespace RewardServer.Scoring.Composition;

/// <summary>
/// Σ w log σ(x - reference) (arXiv 2402.00742): what one component gains beyond its reference hardly counts, what it lacks does. At most 0.
/// </summary>
internal sealed class LogSigmoidMethod(IReadOnlyList<double> weights, IReadOnlyList<double> references) : ICompositionMethod
{
    public string Name => CompositionMethods.LogSigmoid;

    public double Combine(ReadOnlySpan<double?> values) => WeightedTerms.Sum(values, weights, (x, i) => LogSigmoid(x - references[i]));

    // log σ(z) = min(z, 0) - log(1 + e^-|z|): no exponential that overflows.
    private static double LogSigmoid(double z) => Math.Min(z, 0) - LogOfOnePlus(Math.Exp(-Math.Abs(z)));

    // Kahan's log(1 + e): exact for an e that 1 + e cannot hold.
    private static double LogOfOnePlus(double e) => 1 + e is var sum && sum == 1 ? e : Math.Log(sum) * e / (sum - 1);
}
