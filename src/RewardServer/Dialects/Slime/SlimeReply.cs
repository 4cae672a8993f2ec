using System.Text.Json.Serialization;

namespace RewardServer.Dialects.Slime;

/// <summary>The reward of a sample, with what else is known.</summary>
/// <param name="Score">The reward, in the model's own scale.</param>
/// <param name="StepScores">One a step; absent for an outcome model.</param>
/// <param name="FirstError">Index of the first step below the model's threshold; null when there is none.</param>
/// <param name="Verdict"><c>correct</c>, <c>incorrect</c> or <c>unverifiable</c>; absent without a label.</param>
internal sealed record SlimeReply(
    float Score,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] float[]? StepScores,
    int? FirstError,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Verdict);
