using System.Text.Json.Serialization;

namespace RewardServer.Api;

/// <summary>What a composed reward is made of.</summary>
internal sealed record ComponentInfo
{
    /// <summary>Name of the model or the verifier.</summary>
    /// <example>arith-prm</example>
    public required string Name { get; init; }

    /// <summary><c>model</c> or <c>verifier</c>.</summary>
    /// <example>model</example>
    public required string Kind { get; init; }

    /// <summary>The model's fingerprint; absent for a verifier.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Fingerprint { get; init; }

    /// <summary>What it counts; absent where the method does not weigh.</summary>
    /// <example>0.5</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Weight { get; init; }

    /// <summary>The scale its values are composed in.</summary>
    /// <example>probability</example>
    public required string Scale { get; init; }
}
