using System.Text.Json.Serialization;
using RewardServer.Api.Composition;

namespace RewardServer.Api;

/// <summary>The scores of one trajectory, or why it has none.</summary>
internal sealed record TrajectoryResult
{
    /// <summary>Index of the trajectory in the request.</summary>
    /// <example>0</example>
    public required int Index { get; init; }

    /// <summary>The caller's name for it.</summary>
    /// <example>a</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>One entry a step, in order; empty for an outcome model.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<StepResult>? Steps { get; init; }

    /// <summary>The aggregate of the step scores, or an outcome model's score.</summary>
    /// <example>0.12</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Score { get; init; }

    /// <summary>The aggregation that was used.</summary>
    /// <example>min</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Aggregation { get; init; }

    /// <summary>Index of the first step below the threshold, or null.</summary>
    /// <example>1</example>
    public int? FirstError { get; init; }

    /// <summary>The head's outputs of an outcome model; with <c>include: ["logits"]</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<float>? Logits { get; init; }

    /// <summary>What an outcome model tells beside its score; with <c>include: ["details"]</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, float>? Details { get; init; }

    /// <summary>Only when a reference answer was given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Verdict? Verdict { get; init; }

    /// <summary>What a generative model's samples said; absent for the others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VerificationResult? Verification { get; init; }

    /// <summary>What each component of a composed reward says; absent for the others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ComponentResult>? Components { get; init; }

    /// <summary>How much came from the cache: <c>hit</c>, <c>partial</c> or <c>miss</c>.</summary>
    /// <example>miss</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CacheState? Cache { get; init; }

    /// <summary>What was counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Usage? Usage { get; init; }

    /// <summary>What was left out because <c>truncation</c> asked for it; absent when the input is whole.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TruncationInfo? Truncated { get; init; }

    /// <summary>What the scores depend on, in one line; with <c>include: ["receipt"]</c>.</summary>
    /// <example>model=arith-prm;fingerprint=sha256:…;format=plain;readout=softmax;precision=fp32;determinism=stable;tokens=120;cache=miss</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Receipt { get; init; }

    /// <summary>Why there are no scores; only with <c>on_error: partial</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ItemError? Error { get; init; }
}
