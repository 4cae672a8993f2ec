using System.Text.Json.Nodes;
using RewardServer.Dialects.Rerank;
using RewardServer.Errors;

namespace RewardServer.Dialects.Cohere;

/// <summary>Cohere's reranker, versions 1 and 2; documents come back only when they are wanted.</summary>
internal sealed class CohereDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "cohere";

    /// <inheritdoc/>
    public string Title => "Cohere";

    /// <inheritdoc/>
    public IReadOnlyList<DialectRoute> Routes { get; } =
    [
        RerankRoutes.At("/v2/rerank", returnsDocuments: false),
        RerankRoutes.At("/v1/rerank", returnsDocuments: false, atRoot: false),
    ];

    /// <inheritdoc/>
    public DialectError ErrorOf(ApiException exception) =>
        new(DialectErrors.StatusOf(exception.Code), new JsonObject { ["message"] = exception.Message });
}
