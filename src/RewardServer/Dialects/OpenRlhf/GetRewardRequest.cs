using System.Text.Json;

namespace RewardServer.Dialects.OpenRlhf;

/// <summary>Whole texts to reward.</summary>
internal sealed record GetRewardRequest : DialectRequest
{
    /// <summary>Prompts with their responses, decoded with control tokens; up to 1024, or none.</summary>
    public IReadOnlyList<string>? Query { get; init; }

    /// <summary>The prompts alone; versions before 0.6.0 do not send them.</summary>
    public IReadOnlyList<string>? Prompts { get; init; }

    /// <summary>Reference answers; a process model's reply then says in <c>extra_logs</c> which responses are correct.</summary>
    public IReadOnlyList<JsonElement>? Labels { get; init; }
}
