using System.Text.Json.Serialization;

namespace RewardServer.Api.Rewards;

/// <summary>What the rollouts of one group earned.</summary>
internal sealed record GroupRewards
{
    /// <summary>Index of the group in the request.</summary>
    /// <example>0</example>
    public required int Index { get; init; }

    /// <summary>The caller's name for it.</summary>
    /// <example>p17</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>One entry a response, in order.</summary>
    public required IReadOnlyList<RolloutRewards> Responses { get; init; }
}
