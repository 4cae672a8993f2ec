using System.Text.Json.Nodes;
using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Dialects.Tei;

/// <summary>Text Embeddings Inference, for classifiers and rerankers. What is too long is cut unless the client forbids it, and the reply's header says so.</summary>
internal sealed class TeiDialect : IDialect
{
    /// <summary>The dialect's name.</summary>
    public const string Key = "tei";

    private static readonly string[] Get = ["GET"];

    /// <inheritdoc/>
    public string Name => Key;

    /// <inheritdoc/>
    public string Title => "Text Embeddings Inference (TEI)";

    /// <inheritdoc/>
    public IReadOnlyList<DialectRoute> Routes { get; } =
    [
        new("/predict", PredictEndpoint.HandleAsync)
        {
            Keys = ["inputs"],
            Request = typeof(TeiPredictRequest),
            Summary = "Scores texts or pairs of texts",
            Description = "`inputs` is one text, one pair (`[\"problem\", \"response\"]`, a flat list of two), or a batch of lists of one or two. "
                + "The reply lists labels by falling score, for a batch one list each. A text is an input laid out already; a pair is a problem and a response.",
        },
        Rerank("/rerank"),
        Rerank("/v1/rerank"),
        new("/info", InfoEndpoint.HandleAsync) { Methods = Get, Reply = typeof(InfoReply), Summary = "Describes the model" },
        new("/tokenize", TokenizeEndpoint.HandleAsync) { Keys = ["inputs"], Request = typeof(TeiTokenizeRequest), Reply = typeof(SimpleToken[][]), Summary = "Turns texts into tokens" },
        new("/decode", DecodeEndpoint.HandleAsync) { Keys = ["ids"], Request = typeof(TeiDecodeRequest), Reply = typeof(string[]), Summary = "Turns tokens into texts" },
    ];

    /// <inheritdoc/>
    public DialectError ErrorOf(ApiException exception)
    {
        var (status, type) = KindOf(exception);
        return new(status, new JsonObject { ["error"] = exception.Message, ["error_type"] = type });
    }

    private static (int Status, string Type) KindOf(ApiException exception) => exception switch
    {
        TeiException tei => (tei.Status, tei.Type),
        { Code: ScoringErrorCode.Overloaded or ScoringErrorCode.DeadlineExceeded } => (StatusCodes.Status429TooManyRequests, "Overloaded"),
        { Code: ScoringErrorCode.ShuttingDown or ScoringErrorCode.NotReady } => (StatusCodes.Status503ServiceUnavailable, "Unhealthy"),
        { Code: ScoringErrorCode.ModelError or ScoringErrorCode.UnparsableVerdict } => (StatusCodes.Status424FailedDependency, "Backend"),
        // The whole document is wrong: it is no JSON.
        { Code: ScoringErrorCode.InvalidRequest, Errors: { } errors } when errors.ContainsKey("") => (StatusCodes.Status400BadRequest, TeiException.Validation),
        { Code: ScoringErrorCode.InvalidRequest or ScoringErrorCode.TooLong or ScoringErrorCode.FingerprintMismatch } => (StatusCodes.Status422UnprocessableEntity, TeiException.Validation),
        _ => (ErrorTable.Of(exception.Code).HttpStatus, TeiException.Validation),
    };

    private static DialectRoute Rerank(string path) => new(path, RerankEndpoint.HandleAsync)
    {
        Keys = ["texts"],
        Request = typeof(TeiRerankRequest),
        Reply = typeof(Rank[]),
        Summary = "Orders texts by the score the model gives them as responses to the query",
    };
}
