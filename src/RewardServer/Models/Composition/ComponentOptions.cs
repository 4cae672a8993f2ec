namespace RewardServer.Models.Composition;

/// <summary>One component of a reward: exactly one of <see cref="Model"/> and <see cref="Verifier"/>.</summary>
internal sealed class ComponentOptions
{
    /// <summary>Name of a model that is served.</summary>
    public string? Model { get; set; }

    /// <summary>Name of a rule verifier: 1 for a right answer, 0 for a wrong one, no value when it cannot tell.</summary>
    public string? Verifier { get; set; }

    /// <summary>What it counts in <c>weighted-sum</c> and <c>log-sigmoid</c>.</summary>
    /// <value>The default is 1.</value>
    public double? Weight { get; set; }

    /// <summary>What <c>log-sigmoid</c> takes off its value: the value of a response that is good enough.</summary>
    /// <value>The default is 0.</value>
    public double? Reference { get; set; }

    /// <summary>The scale its scores are brought to: <c>probability</c> or <c>signed</c>.</summary>
    /// <value>The default is its own.</value>
    public string? Scale { get; set; }

    /// <summary>How its step scores become its value.</summary>
    /// <value>The default is the model's.</value>
    public string? Aggregation { get; set; }
}
