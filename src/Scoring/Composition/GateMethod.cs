namespace RewardServer.Scoring.Composition;

/// <summary>The second component's value where the first one's is at least the threshold, else a constant. Both must say something.</summary>
internal sealed class GateMethod(double threshold, double otherwise) : ICompositionMethod
{
    public string Name => CompositionMethods.Gate;

    public double Combine(ReadOnlySpan<double?> values) => values[0] >= threshold ? values[1]!.Value : otherwise;
}
