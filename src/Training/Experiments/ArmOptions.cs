using System.Text.Json.Serialization;
using RewardServer.Training.Policies;
using RewardServer.Training.Rewards;

namespace RewardServer.Training.Experiments;

/// <summary>One thing that is compared.</summary>
internal sealed record ArmOptions
{
    /// <value>Its name, also of its folder.</value>
    public string Name { get; init; } = "min-form";

    /// <value>What its runs are rewarded for.</value>
    public RewardOptions Reward { get; init; } = new();

    /// <value>How its policies are held near the reference; null for the way of the experiment's <see cref="ExperimentOptions.Policy"/>.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public KlOptions? Kl { get; init; }

    /// <summary>How its policies are trained.</summary>
    /// <param name="common">How those of all arms are.</param>
    public PolicyOptions PolicyOf(PolicyOptions common) => Kl is null ? common : common with { Kl = Kl };
}
