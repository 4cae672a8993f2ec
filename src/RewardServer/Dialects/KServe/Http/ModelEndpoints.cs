namespace RewardServer.Dialects.KServe.Http;

/// <summary>What the server and its models are.</summary>
internal static class ModelEndpoints
{
    /// <summary>The model's name in the path.</summary>
    public static string NameOf(DialectCall call) => (string)call.Http.Request.RouteValues["model"]!;

    /// <summary>The version in the path; null when there is none.</summary>
    public static string? VersionOf(DialectCall call) => (string?)call.Http.Request.RouteValues["version"];

    /// <summary><c>GET /v2</c>.</summary>
    public static Task ServerAsync(DialectCall call) => call.AnswerAsync(new ServerMetadata(KServeModel.Platform, ServerVersion.Text, KServeModel.Extensions), KServeJson.Default.ServerMetadata);

    /// <summary><c>GET /v2/health/live</c>.</summary>
    public static Task LiveAsync(DialectCall call) => call.AnswerAsync(new LiveReply(true), KServeJson.Default.LiveReply);

    /// <summary><c>GET /v2/health/ready</c>.</summary>
    public static Task ReadyAsync(DialectCall call)
    {
        var isReady = call.Readiness.IsReady;
        call.Http.Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return call.AnswerAsync(new ReadyReply(isReady), KServeJson.Default.ReadyReply);
    }

    /// <summary><c>GET /v2/models/{model}</c>.</summary>
    public static Task MetadataAsync(DialectCall call) => call.AnswerAsync(ModelMetadata.Of(ModelOf(call)), KServeJson.Default.ModelMetadata);

    /// <summary><c>GET /v2/models/{model}/ready</c>.</summary>
    public static Task ModelReadyAsync(DialectCall call) => call.AnswerAsync(new ModelReadyReply(ModelOf(call).Name, call.Readiness.IsReady), KServeJson.Default.ModelReadyReply);

    /// <summary><c>GET /v2/models/{model}/config</c>.</summary>
    public static Task ConfigurationAsync(DialectCall call) => call.AnswerAsync(ModelConfiguration.Of(ModelOf(call)), KServeJson.Default.ModelConfiguration);

    /// <summary><c>POST /v2/repository/index</c>.</summary>
    public static Task IndexAsync(DialectCall call) => call.AnswerAsync(
        [.. call.Models.All.Where(model => model.CanScore).Select(model => new RepositoryModel(model.Name, KServeModel.Version, "READY", ""))],
        KServeJson.Default.RepositoryModelArray);

    private static KServeModel ModelOf(DialectCall call) => KServeModel.Resolve(call.Models, NameOf(call), VersionOf(call));
}
