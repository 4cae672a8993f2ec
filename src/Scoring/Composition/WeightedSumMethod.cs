namespace RewardServer.Scoring.Composition;

/// <summary>Σ w x. Where components say nothing, the others take over their weight, so that the value keeps its scale.</summary>
internal sealed class WeightedSumMethod(IReadOnlyList<double> weights) : ICompositionMethod
{
    public string Name => CompositionMethods.WeightedSum;

    public double Combine(ReadOnlySpan<double?> values) => WeightedTerms.Sum(values, weights, (x, _) => x);
}
