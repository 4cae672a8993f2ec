using System.Text.Json.Serialization;

namespace RewardServer.Dialects.Rerank;

/// <summary>One reply in which the clients of Jina, Cohere, vLLM and llama.cpp all find what they read.</summary>
internal sealed record RerankReply
{
    /// <summary>Name of this reply.</summary>
    /// <example>rerank-0f8fad5bd9cb469fa165708677289501</example>
    public required string Id { get; init; }

    /// <summary>Always <c>list</c>.</summary>
    /// <example>list</example>
    public string Object { get; init; } = "list";

    /// <summary>The model, by the name that was asked for.</summary>
    /// <example>arith-orm</example>
    public required string Model { get; init; }

    /// <summary>Seconds since 1970.</summary>
    /// <example>1766000000</example>
    public required long Created { get; init; }

    /// <summary>The documents from the best score down, ties by index.</summary>
    public required IReadOnlyList<RerankResult> Results { get; init; }

    /// <summary>What was counted.</summary>
    public required RerankUsage Usage { get; init; }

    /// <summary>What Cohere's clients look at.</summary>
    public RerankMeta Meta { get; init; } = new();
}

/// <summary>One document with its score.</summary>
internal sealed record RerankResult
{
    /// <summary>Its index in the request.</summary>
    /// <example>1</example>
    public required int Index { get; init; }

    /// <summary>Its score; higher is better.</summary>
    /// <example>0.97</example>
    public required float RelevanceScore { get; init; }

    /// <summary>The document, when it was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RerankDocument? Document { get; init; }
}

/// <summary>A document of a reply.</summary>
/// <param name="Text">Its text.</param>
internal sealed record RerankDocument(string Text);

/// <summary>Tokens of a rerank call.</summary>
/// <param name="PromptTokens">Tokens of the model's inputs.</param>
/// <param name="TotalTokens">The same.</param>
internal sealed record RerankUsage(long PromptTokens, long TotalTokens);

/// <summary>Cohere's version and billing.</summary>
internal sealed record RerankMeta
{
    /// <summary>The API's version.</summary>
    public RerankVersion ApiVersion { get; init; } = new("2");

    /// <summary>What would be billed.</summary>
    public RerankBilling BilledUnits { get; init; } = new(1);
}

/// <summary>A version.</summary>
/// <param name="Version">Its name.</param>
internal sealed record RerankVersion(string Version);

/// <summary>What would be billed.</summary>
/// <param name="SearchUnits">Always 1.</param>
internal sealed record RerankBilling(int SearchUnits);
