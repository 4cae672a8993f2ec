namespace RewardServer.Scoring.Composition;

/// <summary>Π x over the components that say something.</summary>
internal sealed class ProductMethod : ICompositionMethod
{
    public string Name => CompositionMethods.Product;

    public double Combine(ReadOnlySpan<double?> values)
    {
        var product = 1.0;
        foreach (var x in values)
            product *= x ?? 1;
        return product;
    }
}
