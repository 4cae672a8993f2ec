using System.Text.Json.Serialization;
using RewardServer.Scoring.Generative;

namespace RewardServer.Api;

/// <summary>One sample of a generative verifier.</summary>
internal sealed record VerifierSampleResult
{
    /// <summary>What it says: <c>correct</c>, <c>incorrect</c>, or <c>unparsable</c> when the text has no readable verdict; it has no vote then.</summary>
    public required VerifierVerdict Verdict { get; init; }

    /// <summary>That the solution is right; absent when unparsable.</summary>
    /// <example>0.93</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Probability { get; init; }

    /// <summary>Why the text ended: <c>stop</c>, <c>length</c> (the limit of tokens) or <c>end</c> (by itself).</summary>
    public required FinishReason FinishReason { get; init; }

    /// <summary>Tokens written.</summary>
    /// <example>58</example>
    public required int GeneratedTokens { get; init; }

    /// <summary>What was written; with <c>include: ["text"]</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }
}
