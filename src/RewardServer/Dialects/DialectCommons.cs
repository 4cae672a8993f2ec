using System.Globalization;
using System.Text.Json.Nodes;
using RewardServer.Dialects.Sglang;
using RewardServer.Endpoints;
using RewardServer.Health;

namespace RewardServer.Dialects;

/// <summary>What every dialect has: health where orchestrators look for it, and the list of models behind each prefix.</summary>
internal static class DialectCommons
{
    private static readonly string[] ReadyPaths = ["/health", "/healthz", "/readyz"];

    /// <summary>Maps them.</summary>
    public static void MapDialectCommons(this WebApplication app)
    {
        foreach (var path in ReadyPaths)
            MapHealth(app, path, "GET").WithSummary("Whether the server takes work, as other servers answer it");
        MapHealth(app, "/ping", "GET", "POST").WithSummary("The same, as SageMaker asks it");
        app.MapGet("/livez", () => Status(StatusCodes.Status200OK)).WithTags("Health").WithSummary("Whether the process runs");
        if (app.Services.GetRequiredService<DialectRouter>().Options.Speaks(SglangDialect.Key))
        {
            app.MapHealthScore("/health_generate").ExcludeFromDescription();
            app.MapHealthScore($"/{SglangDialect.Key}/health_generate").ExcludeFromDescription();
        }
        foreach (var dialect in app.Services.GetRequiredService<DialectRouter>().Routes.Select(spoken => spoken.Dialect).Distinct())
        {
            MapHealth(app, $"/{dialect.Name}/health", "GET").WithMetadata(new DialectEndpoint(dialect)).ExcludeFromDescription();
            app.MapGet($"/{dialect.Name}/v1/models", ModelEndpoints.List).WithMetadata(new DialectEndpoint(dialect)).ExcludeFromDescription();
        }
    }

    private static RouteHandlerBuilder MapHealth(WebApplication app, string path, params string[] methods) =>
        app.MapMethods(path, methods, (Readiness readiness, HttpResponse response) =>
        {
            if (readiness.Report().Status == Readiness.Ready)
                return Status(StatusCodes.Status200OK);
            response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
            return Status(StatusCodes.Status503ServiceUnavailable);
        }).WithTags("Health");

    // What llama.cpp answers; others look at the status alone.
    private static IResult Status(int status) => Results.Text(
        (status == StatusCodes.Status200OK
            ? new JsonObject { ["status"] = "ok" }
            : new JsonObject { ["error"] = new JsonObject { ["code"] = status, ["message"] = "Loading model", ["type"] = "unavailable_error" } }).ToJsonString(),
        "application/json",
        statusCode: status);
}
