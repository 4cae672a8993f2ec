using System.Text.Json.Serialization;

namespace RewardServer.Dialects.Nim;

/// <summary>Which of these passages answers the query best.</summary>
internal sealed record RankingRequest : DialectRequest
{
    /// <summary>The problem.</summary>
    public NimText? Query { get; init; }

    /// <summary>The responses, 1 to 1024.</summary>
    public IReadOnlyList<NimText>? Passages { get; init; }

    /// <summary><c>NONE</c> (the default): too long is an error; <c>END</c>: the end of what is too long is cut, and the reply's header <c>x-truncated</c> says how many were.</summary>
    /// <example>NONE</example>
    public string? Truncate { get; init; }
}

/// <summary>A text.</summary>
/// <param name="Text">Its text.</param>
internal sealed record NimText(string? Text);

/// <summary>Passages by falling score, ties by index.</summary>
/// <param name="Rankings">The passages.</param>
/// <param name="Usage">What was counted.</param>
internal sealed record RankingReply(RankedPassage[] Rankings, NimUsage Usage);

/// <summary>A passage.</summary>
/// <param name="Index">Its index in the request.</param>
/// <param name="Logit">Its score in the model's own scale.</param>
internal sealed record RankedPassage(int Index, float Logit);

/// <summary>Tokens of a call.</summary>
/// <param name="PromptTokens">Tokens of the model's inputs.</param>
/// <param name="TotalTokens">The same.</param>
internal sealed record NimUsage(long PromptTokens, long TotalTokens);

/// <summary>JSON of this dialect.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 64)]
[JsonSerializable(typeof(RankingRequest))]
[JsonSerializable(typeof(RankingReply))]
internal sealed partial class NimJson : JsonSerializerContext;
