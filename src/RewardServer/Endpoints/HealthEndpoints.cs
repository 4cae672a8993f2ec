using Microsoft.AspNetCore.Http.HttpResults;
using RewardServer.Api;
using RewardServer.Health;

namespace RewardServer.Endpoints;

/// <summary><c>GET /health/live</c>, <c>/health/ready</c> and <c>/health_score</c>.</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps the endpoints.</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/health").WithTags("Health");
        group.MapGet("/live", Live)
            .WithName("Live")
            .WithSummary("Whether the process runs")
            .WithDescription("200 as long as the process answers at all; restart it when this fails.");
        group.MapGet("/ready", Ready)
            .WithName("Ready")
            .WithSummary("Whether the server takes work")
            .WithDescription("200 once every model is loaded and warm, 503 before and while stopping; the body lists each part.")
            .Produces<ReadinessReport>()
            .Produces<ReadinessReport>(StatusCodes.Status503ServiceUnavailable);
        endpoints.MapHealthScore("/health_score").WithName("HealthScore");
    }

    /// <summary>Maps a path that has the default model score something.</summary>
    public static RouteHandlerBuilder MapHealthScore(this IEndpointRouteBuilder endpoints, string path) =>
        endpoints.MapGet(path, ScoreAsync)
            .WithTags("Health")
            .WithSummary("Whether the default model scores")
            .WithDescription("Has it score one tiny trajectory past the cache: 200 when that gives a score, else 503. At most one a second is run; its result is shared.")
            .Produces<ReadinessReport>()
            .Produces<ReadinessReport>(StatusCodes.Status503ServiceUnavailable);

    private static ContentHttpResult Live() => TypedResults.Text("live\n");

    private static JsonHttpResult<ReadinessReport> Ready(Readiness readiness) => Answer(readiness.Report());

    private static async Task<JsonHttpResult<ReadinessReport>> ScoreAsync(ScoreProbe probe) => Answer(await probe.RunAsync());

    private static JsonHttpResult<ReadinessReport> Answer(ReadinessReport report) =>
        TypedResults.Json(report, ApiJson.Default.ReadinessReport, statusCode: report.Status == Readiness.Ready ? 200 : 503);
}
