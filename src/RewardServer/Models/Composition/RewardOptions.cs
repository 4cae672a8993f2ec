namespace RewardServer.Models.Composition;

/// <summary>How one reward is composed.</summary>
internal sealed class RewardOptions
{
    /// <summary>A name of <see cref="Scoring.Composition.CompositionMethods"/>.</summary>
    public string? Method { get; set; }

    /// <summary>What it is made of, 2 to 16.</summary>
    public IList<ComponentOptions> Components { get; set; } = [];

    /// <summary>What happens when a component has no value: <c>require-all</c>, or <c>quorum: n</c> to go on with n of them.</summary>
    /// <value>The default is <c>require-all</c>; <c>first</c> always takes the first that has one.</value>
    public string? Failure { get; set; }

    /// <summary>How composed step scores become one, when all components judge steps and the request does not say.</summary>
    /// <value>The default is <c>min</c>.</value>
    public string? Aggregation { get; set; }

    /// <summary>Threshold of <c>first_error</c> when the request names none.</summary>
    /// <value>The default is the scale's.</value>
    public float? Threshold { get; set; }

    /// <summary>From which value of the first component on the gate is open.</summary>
    /// <value>The default is its scale's threshold.</value>
    public double? GateThreshold { get; set; }

    /// <summary>The value behind a gate that is shut.</summary>
    /// <value>The default is the lowest value of the second component's scale: 0 for probabilities, -1 for signed; it has to be given for logits.</value>
    public double? Otherwise { get; set; }

    /// <summary>k of <c>mean-minus-variance</c>.</summary>
    /// <value>The default is 0.5.</value>
    public double? VarianceWeight { get; set; }
}
