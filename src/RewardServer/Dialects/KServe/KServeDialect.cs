using System.Text.Json.Nodes;
using RewardServer.Dialects.KServe.Http;
using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Dialects.KServe;

/// <summary>The Open Inference Protocol (KServe v2) with Triton's binary extension; NeMo-Aligner's reward server is a model of it.</summary>
internal sealed class KServeDialect : IDialect
{
    /// <summary>The dialect's name.</summary>
    public const string Key = "kserve";

    private const string Model = "/v2/models/{model}";
    private const string Versioned = Model + "/versions/{version}";

    private static readonly string[] Get = ["GET"];

    /// <inheritdoc/>
    public string Name => Key;

    /// <inheritdoc/>
    public string Title => "KServe v2 (Triton)";

    /// <inheritdoc/>
    public IReadOnlyList<DialectRoute> Routes { get; } =
    [
        new("/v2", ModelEndpoints.ServerAsync) { Methods = Get, Reply = typeof(ServerMetadata), Summary = "Describes the server" },
        new("/v2/health/live", ModelEndpoints.LiveAsync) { Methods = Get, Reply = typeof(LiveReply), Summary = "Whether the process runs" },
        new("/v2/health/ready", ModelEndpoints.ReadyAsync) { Methods = Get, Reply = typeof(ReadyReply), Summary = "Whether the server takes work" },
        .. OfModel("", ModelEndpoints.MetadataAsync, "Describes a model's tensors", typeof(ModelMetadata)),
        .. OfModel("/ready", ModelEndpoints.ModelReadyAsync, "Whether a model takes work", typeof(ModelReadyReply)),
        .. OfModel("/config", ModelEndpoints.ConfigurationAsync, "Describes a model as Triton does", typeof(ModelConfiguration)),
        Infer(Model + "/infer"),
        Infer(Versioned + "/infer"),
        new("/v2/repository/index", ModelEndpoints.IndexAsync) { TakesAnyMediaType = true, Reply = typeof(RepositoryModel[]), Summary = "Lists the models that are served" },
    ];

    /// <inheritdoc/>
    public DialectError ErrorOf(ApiException exception) => new(StatusOf(exception.Code), new JsonObject { ["error"] = exception.Message });

    private static int StatusOf(ScoringErrorCode code) => code switch
    {
        ScoringErrorCode.PayloadTooLarge => StatusCodes.Status400BadRequest,
        ScoringErrorCode.DeadlineExceeded => StatusCodes.Status503ServiceUnavailable,
        _ => DialectErrors.StatusOf(code),
    };

    private static DialectRoute[] OfModel(string path, Func<DialectCall, Task> handle, string summary, Type reply) =>
    [
        new(Model + path, handle) { Methods = Get, Reply = reply, Summary = summary },
        new(Versioned + path, handle) { Methods = Get, Reply = reply, Summary = summary },
    ];

    private static DialectRoute Infer(string path) => new(path, InferEndpoint.HandleAsync)
    {
        // tritonclient sends no media type, or application/octet-stream.
        TakesAnyMediaType = true,
        Request = typeof(InferRequestBody),
        Reply = typeof(InferReplyBody),
        Summary = "Scores tensors",
        Description = "JSON, or JSON followed by the elements of tensors as bytes (header `Inference-Header-Content-Length`). "
            + "Inputs: `problem` with `response`, or with `steps` and `step_counts`; or `text`; or `input_ids`. Outputs: `score`, and of models that judge steps `step_scores` and `step_offsets`. "
            + "The model `reward_model` has NeMo-Aligner's tensors: `sentences`, or `tokens` with `sequence_lengths`, to `rewards`.",
    };
}
