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

    /// <summary>The head's outputs at the step's read position; with <c>include: ["logits"]</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<float>? Logits { get; init; }

    /// <summary>Start and end (exclusive) of the step in the response, in Unicode code points; with <c>include: ["spans"]</c>. When <c>steps</c> were sent, the response is the steps joined with the step separator.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Chars { get; init; }

    /// <summary>Start and end (exclusive) of the step's text in the tokens of the model input; with <c>include: ["spans"]</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Tokens { get; init; }
}
