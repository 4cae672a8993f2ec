using System.Text.Json.Serialization;

namespace RewardServer.Api;

/// <summary>What a verifier says of the answer.</summary>
internal sealed record Verdict
{
    /// <summary><c>correct</c>, <c>incorrect</c> or <c>unverifiable</c>.</summary>
    /// <example>unverifiable</example>
    public required string Status { get; init; }

    /// <summary>The answer that was found in the last step.</summary>
    /// <example>42</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Answer { get; init; }

    /// <summary>Why, when unverifiable.</summary>
    /// <example>this server has no verifier</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }
}
