using RewardServer.Training.Rewards;

namespace RewardServer.Training.Experiments;

/// <summary>One thing that is compared.</summary>
internal sealed record ArmOptions
{
    /// <value>Its name, also of its folder.</value>
    public string Name { get; init; } = "min-form";

    /// <value>What its runs are rewarded for.</value>
    public RewardOptions Reward { get; init; } = new();
}
