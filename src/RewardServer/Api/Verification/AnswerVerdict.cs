using System.Text.Json.Serialization;

namespace RewardServer.Api.Verification;

/// <summary>What a verifier says of one answer.</summary>
internal sealed class AnswerVerdict
{
    /// <summary>Index of the answer in the call.</summary>
    /// <example>0</example>
    public required int Index { get; init; }

    /// <summary><c>correct</c>, <c>incorrect</c> or <c>unverifiable</c>.</summary>
    /// <example>correct</example>
    public required string Status { get; init; }

    /// <summary>The answer that was found; absent when there is none.</summary>
    /// <example>\frac{1}{2}</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Answer { get; init; }

    /// <summary>The answer as it was read, in plain notation; absent when it could not be read.</summary>
    /// <example>1/2</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Normalized { get; init; }

    /// <summary>What was compared, and why the status follows.</summary>
    /// <example>'\frac{1}{2}' equals the reference answer '0.5': both are 1/2.</example>
    public required string Reason { get; init; }
}
