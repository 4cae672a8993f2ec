using RewardServer.Api;
using RewardServer.Api.Verification;
using RewardServer.Errors;
using RewardServer.Pipeline.Verification;

namespace RewardServer.Endpoints;

/// <summary><c>POST /v1/verify</c>: whether answers are right, by rules.</summary>
internal static class VerifyEndpoint
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapVerify(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/v1/verify", HandleAsync)
            .WithName("VerifyAnswers")
            .WithTags("Scoring")
            .WithSummary("Checks answers by rules")
            .WithDescription("Compares answers, or the answers found in responses, with known right ones: as numbers, formulas, sets, intervals, matrices, equations, choices or words. "
                + "Each verdict says what was compared and why. No model is asked. "
                + "A deadline can be given in the header `X-Request-Timeout-Ms`.")
            .Accepts<VerifyRequest>("application/json")
            .Produces<VerifyResponse>(StatusCodes.Status200OK, "application/json")
            .ProducesErrors(400, 413, 429, 500, 503, 504);

    private static async Task HandleAsync(HttpContext http, JsonCalls calls, VerificationPipeline pipeline)
    {
        var (request, call) = await calls.ReadAsync(http, ApiJson.Default.VerifyRequest);
        await JsonCalls.AnswerAsync(http.Response, await pipeline.VerifyAsync(request, call), ApiJson.Default.VerifyResponse);
    }
}
