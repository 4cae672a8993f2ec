using System.Text.Json.Serialization;

namespace RewardServer.Api.Composition;

/// <summary>What one component of a composed reward says of a response.</summary>
internal sealed record ComponentResult
{
    /// <summary>Name of the model or the verifier.</summary>
    /// <example>arith-prm</example>
    public required string Name { get; init; }

    /// <summary><c>model</c> or <c>verifier</c>.</summary>
    /// <example>model</example>
    public required string Kind { get; init; }

    /// <summary><c>ok</c>, <c>failed</c>, or of a verifier <c>unverifiable</c>.</summary>
    /// <example>ok</example>
    public required string Status { get; init; }

    /// <summary>Its value for the whole response, in the scale that is composed; absent unless <c>ok</c>.</summary>
    /// <example>0.93</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Value { get; init; }

    /// <summary>What it counts; absent where the method does not weigh.</summary>
    /// <example>0.5</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Weight { get; init; }

    /// <summary>Its step scores in that scale; absent for what judges no steps.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<float>? StepScores { get; init; }

    /// <summary>Why it has no value.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ItemError? Error { get; init; }
}
