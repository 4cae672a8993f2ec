namespace RewardServer.Models.Composition;

/// <summary>Options of section <c>Rewards</c>: composed rewards by name, each usable wherever a model's name is.</summary>
internal sealed class RewardsOptions() : Dictionary<string, RewardOptions>(StringComparer.Ordinal)
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Rewards";
}
