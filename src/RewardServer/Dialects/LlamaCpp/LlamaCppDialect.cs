using System.Text.Json.Nodes;
using RewardServer.Dialects.Rerank;
using RewardServer.Errors;

namespace RewardServer.Dialects.LlamaCpp;

/// <summary>llama.cpp's server: reranking under four paths. Its scores are the model's own numbers, without a sigmoid.</summary>
internal sealed class LlamaCppDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "llamacpp";

    /// <inheritdoc/>
    public string Title => "llama.cpp";

    /// <inheritdoc/>
    public IReadOnlyList<DialectRoute> Routes { get; } =
    [
        RerankRoutes.At("/reranking", returnsDocuments: false, isRaw: true),
        RerankRoutes.At("/v1/reranking", returnsDocuments: false, isRaw: true),
        // What /rerank means at the root is another dialect's.
        RerankRoutes.At("/rerank", returnsDocuments: false, isRaw: true, atRoot: false),
        RerankRoutes.At("/v1/rerank", returnsDocuments: false, isRaw: true, atRoot: false),
    ];

    /// <inheritdoc/>
    public DialectError ErrorOf(ApiException exception)
    {
        var status = DialectErrors.StatusOf(exception.Code);
        return new(status, new JsonObject { ["error"] = new JsonObject { ["code"] = status, ["message"] = exception.Message, ["type"] = TypeOf(status) } });
    }

    private static string TypeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status403Forbidden => "permission_error",
        StatusCodes.Status404NotFound => "not_found_error",
        StatusCodes.Status503ServiceUnavailable => "unavailable_error",
        >= StatusCodes.Status500InternalServerError => "server_error",
        _ => "invalid_request_error",
    };
}
