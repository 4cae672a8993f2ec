using System.Text.Json;
using System.Text.Json.Serialization;

namespace RewardServer.Dialects.Rerank;

/// <summary>What Jina, Cohere, vLLM, Infinity and llama.cpp ask: which of these documents answers the query best. The query is the problem, each document a response.</summary>
internal sealed record RerankRequest : DialectRequest
{
    /// <summary>The problem: a string, or an object with <c>text</c> or <c>content</c>.</summary>
    public JsonElement? Query { get; init; }

    /// <summary>The responses, 1 to 1000: strings, or objects with <c>text</c> or <c>content</c>.</summary>
    public IReadOnlyList<JsonElement>? Documents { get; init; }

    /// <summary>How many of the best to return; 0 and null for all.</summary>
    /// <example>1</example>
    public int? TopN { get; init; }

    /// <summary>Whether the documents come back with their scores; the default is the dialect's.</summary>
    public bool? ReturnDocuments { get; init; }

    /// <summary>Leaves scores that are logits as they are; by default they are brought to 0 to 1 with a sigmoid.</summary>
    public bool? RawScores { get; init; }

    /// <summary>The opposite of <see cref="RawScores"/>, in vLLM's word.</summary>
    public bool? UseActivation { get; init; }

    /// <summary>Cuts each document to so many tokens; 0 and null for no limit.</summary>
    public int? MaxTokensPerDoc { get; init; }

    /// <summary>-1 cuts what is longer than the model takes from the end of the response; without it, too long is an error.</summary>
    public int? TruncatePromptTokens { get; init; }

    /// <summary>Cohere v1: has no meaning here.</summary>
    public int? MaxChunksPerDoc { get; init; }

    /// <summary>Cohere v1: the fields of an object that are its text. Only <c>text</c> is supported.</summary>
    [JsonPropertyName("rank_fields")]
    public IReadOnlyList<string>? RankFields { get; init; }
}
