using RewardServer.Dialects.Rerank;
using RewardServer.Errors;

namespace RewardServer.Dialects.Jina;

/// <summary>Jina's reranker, and whoever speaks like it; documents come back unless they are not wanted.</summary>
internal sealed class JinaDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "jina";

    /// <inheritdoc/>
    public string Title => "Jina";

    /// <inheritdoc/>
    public IReadOnlyList<DialectRoute> Routes { get; } =
    [
        RerankRoutes.At("/rerank", returnsDocuments: true),
        RerankRoutes.At("/v1/rerank", returnsDocuments: true),
    ];

    /// <inheritdoc/>
    public DialectError ErrorOf(ApiException exception) => DialectErrors.OpenAi(exception);
}
