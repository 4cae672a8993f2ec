using System.Text.Json.Nodes;
using RewardServer.Errors;

namespace RewardServer.Dialects.Nim;

/// <summary>NVIDIA NIM's reranking call, which load generators speak.</summary>
internal sealed class NimDialect : IDialect
{
    /// <inheritdoc/>
    public string Name => "nim";

    /// <inheritdoc/>
    public string Title => "NVIDIA NIM";

    /// <inheritdoc/>
    public IReadOnlyList<DialectRoute> Routes { get; } =
    [
        new("/v1/ranking", RankingEndpoint.HandleAsync)
        {
            Keys = ["passages"],
            Request = typeof(RankingRequest),
            Reply = typeof(RankingReply),
            Summary = "Orders passages by the score the model gives them as responses to the query",
            Description = "`logit` is the score in the model's own scale.",
        },
    ];

    /// <inheritdoc/>
    public DialectError ErrorOf(ApiException exception)
    {
        var status = DialectErrors.StatusOf(exception.Code);
        return new(status, new JsonObject { ["object"] = "error", ["message"] = exception.Message, ["detail"] = new JsonObject(), ["type"] = DialectErrors.TypeOf(status) });
    }
}
