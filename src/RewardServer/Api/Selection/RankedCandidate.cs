using System.Text.Json.Serialization;
using RewardServer.Api.Composition;

namespace RewardServer.Api.Selection;

/// <summary>A candidate at its place in the ranking.</summary>
internal sealed record RankedCandidate
{
    /// <summary>Index of the candidate in the request.</summary>
    /// <example>3</example>
    public required int Index { get; init; }

    /// <summary>The caller's name for it.</summary>
    /// <example>a</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>The aggregate of its step scores, or an outcome model's score. Of a pruned candidate: of the steps that were scored, so that its score is at most this.</summary>
    /// <example>0.93</example>
    public required float Score { get; init; }

    /// <summary>Its answer, as given or as found in its last step; null when none was found.</summary>
    /// <example>7</example>
    public required string? Answer { get; init; }

    /// <summary>Index in <c>groups</c> of the answers that are mathematically the same; null without an answer.</summary>
    /// <example>0</example>
    public required int? Group { get; init; }

    /// <summary>Steps that were scored; 0 for an outcome model.</summary>
    /// <example>3</example>
    public required int ScoredSteps { get; init; }

    /// <summary>Whether it was left before all its steps were scored, because it could not be selected any more; such candidates come last.</summary>
    /// <example>false</example>
    public required bool Pruned { get; init; }

    /// <summary>What each component of a composed reward says; absent for other models.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ComponentResult>? Components { get; init; }
}
