using System.Text.Json;
using System.Text.Json.Serialization;
using RewardServer.Dialects.Vllm;

namespace RewardServer.Dialects.Sglang;

/// <summary>What clients of SGLang's own <c>/classify</c> ask: the head's outputs for whole inputs.</summary>
internal sealed record SglangClassifyRequest : DialectRequest
{
    /// <summary>Text that the client rendered, several texts, or [problem, response] pairs. Control tokens in text are control tokens.</summary>
    public JsonElement? Text { get; init; }

    /// <summary>Token ids instead of text: [int] or [[int]].</summary>
    public JsonElement? InputIds { get; init; }

    /// <summary>Chats instead of text, rendered in the model's own layout: a list of chats, or one.</summary>
    public IReadOnlyList<JsonElement>? Conv { get; init; }

    /// <summary>Names of the inputs, which come back in <c>meta_info</c>: a string or a list.</summary>
    public JsonElement? Rid { get; init; }

    /// <summary>Accepted and without meaning: calls are served in their order.</summary>
    public int? Priority { get; init; }

    /// <summary>Accepted and without meaning: pairs are told by their shape.</summary>
    public bool? IsCrossEncoderRequest { get; init; }

    /// <summary>Refused: models here read text.</summary>
    public JsonElement? ImageData { get; init; }

    /// <summary>Refused: rewards have no dimensions to leave out.</summary>
    public int? Dimensions { get; init; }
}

/// <summary>What SGLang's own <c>/classify</c> answers for one input.</summary>
/// <param name="Embedding">What the head put out, without activation.</param>
/// <param name="MetaInfo">What else is known.</param>
internal sealed record SglangEmbedding(float[] Embedding, SglangMetaInfo MetaInfo);

/// <summary>What is known of one answer.</summary>
internal sealed record SglangMetaInfo
{
    /// <summary>The input's name.</summary>
    public required string Id { get; init; }

    /// <summary>Tokens of the model's input.</summary>
    public required long PromptTokens { get; init; }

    /// <summary>Seconds from arrival to answer.</summary>
    [JsonPropertyName("e2e_latency")]
    public required double Latency { get; init; }

    /// <summary>Always null: nothing is generated.</summary>
    public object? FinishReason { get; }
}

/// <summary>What clients of SGLang's <c>/v1/score</c> ask: how likely label tokens are behind a query with each item; of a classifier, its labels.</summary>
internal sealed record SglangScoreRequest : DialectRequest
{
    /// <summary>Text or token ids that every input has.</summary>
    public JsonElement? Query { get; init; }

    /// <summary>What differs: a text, texts, or lists of token ids; each makes one input with the query.</summary>
    public JsonElement? Items { get; init; }

    /// <summary>Labels, of those that the model's head knows; without them, the labels of a classifier.</summary>
    public IReadOnlyList<int>? LabelTokenIds { get; init; }

    /// <summary>Whether numbers are probabilities over the labels; otherwise they are the labels' share of the vocabulary, or a classifier's logits.</summary>
    public bool ApplySoftmax { get; init; }

    /// <summary>Puts the item before the query.</summary>
    public bool ItemFirst { get; init; }

    /// <summary>Refused: hidden states are not returned.</summary>
    public bool ReturnPooledHiddenStates { get; init; }
}

/// <summary>The answer to SGLang's <c>/v1/score</c>.</summary>
internal sealed record SglangScoreReply
{
    /// <summary>[items][labels]</summary>
    public required float[][] Scores { get; init; }

    /// <summary>The model, by the name that was asked for.</summary>
    public required string Model { get; init; }

    /// <summary>What was counted.</summary>
    public required VllmUsage Usage { get; init; }

    /// <summary>Always <c>scoring</c>.</summary>
    /// <example>scoring</example>
    public string Object { get; init; } = "scoring";
}

/// <summary>A document of SGLang's <c>/v1/rerank</c>.</summary>
internal sealed record SglangRank
{
    /// <summary>Its score.</summary>
    public required float Score { get; init; }

    /// <summary>Its text, unless it was not wanted.</summary>
    public string? Document { get; init; }

    /// <summary>Its index in the request.</summary>
    public required int Index { get; init; }

    /// <summary>What else is known.</summary>
    public required SglangMetaInfo MetaInfo { get; init; }
}

/// <summary>JSON of SGLang's calls.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 64)]
[JsonSerializable(typeof(SglangClassifyRequest))]
[JsonSerializable(typeof(SglangEmbedding[]))]
[JsonSerializable(typeof(SglangScoreRequest))]
[JsonSerializable(typeof(SglangScoreReply))]
[JsonSerializable(typeof(SglangRank[]))]
internal sealed partial class SglangJson : JsonSerializerContext;
