using RewardServer.Api;
using RewardServer.Api.Rewards;
using RewardServer.Errors;
using RewardServer.Pipeline;

namespace RewardServer.Endpoints;

/// <summary><c>POST /v1/rewards</c>: groups of rollouts to numbers to learn from.</summary>
internal static class RewardEndpoint
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapRewards(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/v1/rewards", HandleAsync)
            .WithName("ComputeRewards")
            .WithTags("Scoring")
            .WithSummary("Turns groups of rollouts into rewards, returns and advantages")
            .WithDescription("Scores every response, assigns credit to its steps, mixes in the verdict on its answer and compares it with the others of its group. "
                + "With `step_token_counts` and `include: [\"tokens\"]` the reply has a number for each of the trainer's tokens. `flags` tell of responses that look like reward hacking. "
                + "A deadline can be given in the header `X-Request-Timeout-Ms`.")
            .Accepts<RewardRequest>("application/json")
            .Produces<RewardResponse>(StatusCodes.Status200OK, "application/json")
            .ProducesErrors(400, 404, 409, 413, 429, 500, 503, 504);

    private static async Task HandleAsync(HttpContext http, JsonCalls calls, ScoringPipeline pipeline)
    {
        var (request, call) = await calls.ReadAsync(http, ApiJson.Default.RewardRequest);
        var answer = await pipeline.RewardAsync(request, call);
        await JsonCalls.AnswerAsync(http.Response, answer, ApiJson.Default.RewardResponse, answer.Timings);
    }
}
