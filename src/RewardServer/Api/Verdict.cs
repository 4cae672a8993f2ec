using System.Text.Json.Serialization;

namespace RewardServer.Api;

/// <summary>What a verifier says of the answer.</summary>
internal sealed record Verdict
{
    /// <summary><c>correct</c>, <c>incorrect</c> or <c>unverifiable</c>.</summary>
    /// <example>correct</example>
    public required string Status { get; init; }

    /// <summary>The answer that was found in the response.</summary>
    /// <example>42</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Answer { get; init; }

    /// <summary>What was compared, and why the status follows.</summary>
    /// <example>The answer is the reference answer, letter for letter.</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }
}
