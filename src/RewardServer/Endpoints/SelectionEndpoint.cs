using RewardServer.Api;
using RewardServer.Api.Selection;
using RewardServer.Errors;
using RewardServer.Pipeline;

namespace RewardServer.Endpoints;

/// <summary><c>POST /v1/best-of-n</c>: the best of several responses.</summary>
internal static class SelectionEndpoint
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapSelection(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/v1/best-of-n", HandleAsync)
            .WithName("SelectBest")
            .WithTags("Scoring")
            .WithSummary("Finds the best of several responses")
            .WithDescription("The method says whether the highest score wins or answers are voted on. Candidates that provably cannot win are left early and say `pruned`, unless `early_stop` is false. "
                + "Answers that are mathematically the same vote together; ties go to the lower index. "
                + "A deadline can be given in the header `X-Request-Timeout-Ms`.")
            .Accepts<SelectionRequest>("application/json")
            .Produces<SelectionResponse>(StatusCodes.Status200OK, "application/json")
            .ProducesErrors(400, 404, 409, 413, 429, 500, 503, 504);

    private static async Task HandleAsync(HttpContext http, JsonCalls calls, ScoringPipeline pipeline)
    {
        var (request, call) = await calls.ReadAsync(http, ApiJson.Default.SelectionRequest);
        var answer = await pipeline.SelectAsync(request, call);
        await JsonCalls.AnswerAsync(http.Response, answer, ApiJson.Default.SelectionResponse, answer.Timings);
    }
}
