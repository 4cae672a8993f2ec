using RewardServer.Api;
using RewardServer.Errors;
using RewardServer.Models;

namespace RewardServer.Endpoints;

/// <summary><c>POST /v1/models/{name}/reload</c>: replaces a served model by what its folder holds now.</summary>
internal static class ReloadEndpoint
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapReload(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/v1/models/{name}/reload", HandleAsync)
            .WithName("ReloadModel")
            .WithTags("Models")
            .WithSummary("Replaces a model while the server runs")
            .WithDescription("Loads what the model's folder holds now, or another folder below those that are served, checks it, and serves it from then on. Calls in flight end with "
                + "the model they began with; no reply mixes two. A model that cannot be served is refused with all that is wrong, and the old one stays. "
                + "Only with `Models:AllowReload=true` (`--allow-reload`). `name@sha256:…` replaces that fingerprint only.")
            .Accepts<ReloadRequest>("application/json")
            .Produces<ReloadResponse>(StatusCodes.Status200OK, "application/json")
            .ProducesErrors(400, 403, 404, 409, 413, 500, 503, 504);

    private static async Task HandleAsync(string name, HttpContext http, JsonCalls calls, ModelReloader reloader)
    {
        var (request, call) = await calls.ReadAsync(http, ApiJson.Default.ReloadRequest);
        await JsonCalls.AnswerAsync(http.Response, await reloader.ReloadAsync(name, request, call), ApiJson.Default.ReloadResponse);
    }
}
