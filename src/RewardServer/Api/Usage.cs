using System.Text.Json.Serialization;

namespace RewardServer.Api;

/// <summary>What was counted.</summary>
internal sealed record Usage
{
    /// <summary>Tokens of the model input.</summary>
    /// <example>120</example>
    public required long Tokens { get; init; }

    /// <summary>Tokens the model computed; the rest came from the cache.</summary>
    /// <example>120</example>
    public required long ComputedTokens { get; init; }

    /// <summary>Tokens the model wrote; generative models only.</summary>
    /// <example>58</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? GeneratedTokens { get; init; }
}
