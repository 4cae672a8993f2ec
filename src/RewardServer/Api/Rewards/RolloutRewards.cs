using System.Text.Json.Serialization;
using RewardServer.Api.Composition;

namespace RewardServer.Api.Rewards;

/// <summary>What one rollout earned, or why it earned nothing.</summary>
internal sealed record RolloutRewards
{
    /// <summary>Index of the response in its group.</summary>
    /// <example>0</example>
    public required int Index { get; init; }

    /// <summary>The caller's name for it.</summary>
    /// <example>r0</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>What the model says of each step, in its own scale; empty for an outcome model, absent with a <c>process_weight</c> of 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<float>? StepScores { get; init; }

    /// <summary>What an outcome model says of the response, in its own scale; absent for the others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Score { get; init; }

    /// <summary>What each step earns: its reward after credit assignment and weighing, and on the last one the weighted verifiable reward too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<float>? StepRewards { get; init; }

    /// <summary>What counts from each step on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<float>? Returns { get; init; }

    /// <summary>The one number of the response: the sum of <c>step_rewards</c>, or their minimum with <c>strict-min</c>.</summary>
    /// <example>0.62</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? OutcomeReward { get; init; }

    /// <summary>The same without the verifiable reward.</summary>
    /// <example>0.62</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? ProcessReward { get; init; }

    /// <summary>1 for a right answer, 0 for a wrong one, before its weight; absent when it cannot be told.</summary>
    /// <example>1</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? VerifiableReward { get; init; }

    /// <summary>What the verifier says; only when a reference answer was given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Verdict? Verdict { get; init; }

    /// <summary>Return less baseline of each step; absent without an estimator.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<float>? Advantages { get; init; }

    /// <summary>Each step's reward on its last token, 0 elsewhere; with <c>include: ["tokens"]</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<float>? TokenRewards { get; init; }

    /// <summary>Each step's advantage on all its tokens; with <c>include: ["tokens"]</c> and an estimator.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<float>? TokenAdvantages { get; init; }

    /// <summary>What each component of a composed reward says; absent for other models.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ComponentResult>? Components { get; init; }

    /// <summary>What is suspicious about the response; empty when nothing is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RewardFlag>? Flags { get; init; }

    /// <summary>Why there are no rewards; only with <c>on_error: partial</c>. Such a response has no part in its group's baselines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ItemError? Error { get; init; }
}
