using System.Text.Json;
using System.Text.Json.Serialization;
using RewardServer.Dialects.Rerank;

namespace RewardServer.Dialects.Infinity;

/// <summary>What Infinity's clients ask of a classifier.</summary>
internal sealed record InfinityClassifyRequest : DialectRequest
{
    /// <summary>Texts; control tokens in them are control tokens.</summary>
    public IReadOnlyList<JsonElement>? Input { get; init; }

    /// <summary>Leaves the head's outputs as they are; by default they become probabilities.</summary>
    public bool RawScores { get; init; }
}

/// <summary>What Infinity's replies have in common.</summary>
internal abstract record InfinityReply
{
    /// <summary>The model, by the name that was asked for.</summary>
    public required string Model { get; init; }

    /// <summary>What was counted.</summary>
    public required RerankUsage Usage { get; init; }

    /// <summary>Name of this reply.</summary>
    public string Id { get; init; } = $"infinity-{Guid.NewGuid():D}";

    /// <summary>Seconds since 1970.</summary>
    public required long Created { get; init; }
}

/// <summary>The answer to Infinity's <c>/classify</c>.</summary>
internal sealed record InfinityClassifyReply : InfinityReply
{
    /// <summary>Always <c>classify</c>.</summary>
    /// <example>classify</example>
    public string Object { get; init; } = "classify";

    /// <summary>Per input its labels, from the highest score down.</summary>
    public required IReadOnlyList<InfinityLabel[]> Data { get; init; }
}

/// <summary>A label with its score.</summary>
/// <param name="Score">The score.</param>
/// <param name="Label"><c>LABEL_i</c>.</param>
internal sealed record InfinityLabel(float Score, string Label);

/// <summary>The answer to Infinity's <c>/rerank</c>.</summary>
internal sealed record InfinityRerankReply : InfinityReply
{
    /// <summary>Always <c>rerank</c>.</summary>
    /// <example>rerank</example>
    public string Object { get; init; } = "rerank";

    /// <summary>The documents from the best score down.</summary>
    public required IReadOnlyList<InfinityRank> Results { get; init; }
}

/// <summary>A document with its score.</summary>
/// <param name="RelevanceScore">The score.</param>
/// <param name="Index">Its index in the request.</param>
/// <param name="Document">Its text, when it was asked for.</param>
internal sealed record InfinityRank(float RelevanceScore, int Index, string? Document);

/// <summary>JSON of Infinity's calls.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 64)]
[JsonSerializable(typeof(InfinityClassifyRequest))]
[JsonSerializable(typeof(InfinityClassifyReply))]
[JsonSerializable(typeof(InfinityRerankReply))]
internal sealed partial class InfinityJson : JsonSerializerContext;
