namespace RewardServer.Scoring.Composition;

/// <summary>Makes one value of what several components say. Pure, in double.</summary>
public interface ICompositionMethod
{
    /// <summary>The name configurations use.</summary>
    string Name { get; }

    /// <summary>Combines values; those of components that say nothing are null, and the others stand for them as the method documents.</summary>
    /// <param name="values">One a component, in the scale of its scores; at least one is not null. [components]</param>
    /// <returns>The value; not finite when the values are too large.</returns>
    double Combine(ReadOnlySpan<double?> values);
}
