using RewardServer.Api;
using RewardServer.Api.Preferences;
using RewardServer.Errors;
using RewardServer.Pipeline;

namespace RewardServer.Endpoints;

/// <summary><c>POST /v1/preferences</c>: which of two responses is better.</summary>
internal static class PreferencesEndpoint
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapPreferences(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/v1/preferences", HandleAsync)
            .WithName("ComparePairs")
            .WithTags("Scoring")
            .WithSummary("Compares pairs of responses")
            .WithDescription("For each pair the probability that the first response is the better one, and the model's own number for it. "
                + "Preference models judge the two against each other; outcome models by the difference of their scores. "
                + "A deadline can be given in the header `X-Request-Timeout-Ms`.")
            .Accepts<PreferenceRequest>("application/json")
            .Produces<PreferenceResponse>(StatusCodes.Status200OK, "application/json")
            .ProducesErrors(400, 404, 409, 413, 429, 500, 503, 504);

    private static async Task HandleAsync(HttpContext http, JsonCalls calls, ScoringPipeline pipeline)
    {
        var (request, call) = await calls.ReadAsync(http, ApiJson.Default.PreferenceRequest);
        var answer = await pipeline.CompareAsync(request, call);
        await JsonCalls.AnswerAsync(http.Response, answer, ApiJson.Default.PreferenceResponse, answer.Timings);
    }
}
