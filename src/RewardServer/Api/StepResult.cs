using System.Text.Json.Serialization;

namespace RewardServer.Api;

/// <summary>The score of one step.</summary>
internal sealed record StepResult
{
    /// <summary>Index of the step.</summary>
    /// <example>0</example>
    public required int Index { get; init; }

    /// <summary>The model's score, in its scale.</summary>
    /// <example>0.98</example>
    public required float Score { get; init; }

    /// <summary>The head's outputs at the step's read positions, one position after the other; with <c>include: ["logits"]</c>. An implicit model puts out two numbers a token: its log-probability by the policy and by the reference.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<float>? Logits { get; init; }

    /// <summary>Start and end (exclusive) of the step in the response, in Unicode code points; with <c>include: ["spans"]</c>. When <c>steps</c> were sent, the response is the steps joined with the step separator.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Chars { get; init; }

    /// <summary>Start and end (exclusive) of the step's text in the tokens of the model input; with <c>include: ["spans"]</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Tokens { get; init; }

    /// <summary>What the model tells of the step beside its score; with <c>include: ["details"]</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, float>? Details { get; init; }

    /// <summary>The tokens that the step's score adds up, by id; with <c>include: ["tokens"]</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? TokenIds { get; init; }

    /// <summary>Per entry of <c>token_ids</c>, log π(token) - log π_ref(token), not multiplied by beta; with <c>include: ["tokens"]</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<float>? TokenLogRatios { get; init; }
}
