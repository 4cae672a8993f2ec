using System.Diagnostics;

namespace RewardServer.Scoring.Composition;

/// <summary>The value of the first component that says anything.</summary>
internal sealed class FirstMethod : ICompositionMethod
{
    public string Name => CompositionMethods.First;

    public double Combine(ReadOnlySpan<double?> values)
    {
        foreach (var x in values)
        {
            if (x is { } present)
                return present;
        }
        throw new UnreachableException("No component says anything; the failure policy was not asked. This is a bug.");
    }
}
