using Microsoft.AspNetCore.Http.HttpResults;
using RewardServer.Api;
using RewardServer.Health;

namespace RewardServer.Endpoints;

/// <summary><c>GET /health/live</c> and <c>/health/ready</c>.</summary>
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
    }

    private static ContentHttpResult Live() => TypedResults.Text("live\n");

    private static JsonHttpResult<ReadinessReport> Ready(Readiness readiness)
    {
        var report = readiness.Report();
        return TypedResults.Json(report, ApiJson.Default.ReadinessReport, statusCode: report.Status == Readiness.Ready ? 200 : 503);
    }
}
