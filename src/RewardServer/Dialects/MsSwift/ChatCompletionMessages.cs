using System.Text.Json;
using System.Text.Json.Serialization;

namespace RewardServer.Dialects.MsSwift;

/// <summary>A chat to score.</summary>
internal sealed record ChatCompletionRequest : DialectRequest
{
    /// <summary>The turns; the last is the assistant's.</summary>
    public IReadOnlyList<JsonElement>? Messages { get; init; }

    /// <summary>Only false: there is nothing to stream.</summary>
    public bool? Stream { get; init; }

    /// <summary>Refused: the model's own layout is used.</summary>
    public string? ChatTemplate { get; init; }
}

/// <summary>A score as a chat completion.</summary>
/// <param name="Id">Name of this reply.</param>
/// <param name="Object">Always <c>chat.completion</c>.</param>
/// <param name="Created">Seconds since 1970.</param>
/// <param name="Model">The model, by the name that was asked for.</param>
/// <param name="Choices">One.</param>
/// <param name="Usage">What was counted.</param>
internal sealed record ChatCompletionReply(string Id, string Object, long Created, string Model, ChatChoice[] Choices, ChatUsage Usage);

/// <summary>A completion.</summary>
/// <param name="Index">Always 0.</param>
/// <param name="Message">The score.</param>
/// <param name="FinishReason">Always <c>stop</c>.</param>
internal sealed record ChatChoice(int Index, ChatAnswer Message, string FinishReason);

/// <summary>The score as a message.</summary>
/// <param name="Role">Always <c>assistant</c>.</param>
/// <param name="Content">The score, or a JSON list of the steps' scores.</param>
internal sealed record ChatAnswer(string Role, string Content);

/// <summary>Tokens of a call.</summary>
/// <param name="PromptTokens">Tokens of the model's input.</param>
/// <param name="CompletionTokens">Always 0.</param>
/// <param name="TotalTokens">The same as the prompt's.</param>
internal sealed record ChatUsage(long PromptTokens, long CompletionTokens, long TotalTokens);

/// <summary>JSON of this dialect.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 64)]
[JsonSerializable(typeof(ChatCompletionRequest))]
[JsonSerializable(typeof(ChatCompletionReply))]
[JsonSerializable(typeof(float))]
[JsonSerializable(typeof(float[]))]
internal sealed partial class MsSwiftJson : JsonSerializerContext;
