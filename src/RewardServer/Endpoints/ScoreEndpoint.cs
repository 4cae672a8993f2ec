using RewardServer.Api;
using RewardServer.Dialects;
using RewardServer.Errors;
using RewardServer.Pipeline;

namespace RewardServer.Endpoints;

/// <summary><c>POST /v1/score</c>: one JSON document, or a line of JSON a result as each finishes.</summary>
internal static class ScoreEndpoint
{
    private const string Path = "/v1/score";
    private const string Lines = "application/x-ndjson";

    /// <summary>Maps the endpoint.</summary>
    public static void MapScore(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(Path, HandleAsync)
            .WithName("Score")
            .WithTags("Scoring")
            .WithSummary("Scores trajectories")
            .WithDescription("One score a step, an aggregate and the first wrong step for each trajectory. "
                + "With `Accept: application/x-ndjson` results are sent one a line as they finish, each with its `index`; "
                + "the last line is the reply without `results`, or `{\"error\": …}` with problem details when the call failed after lines were sent. "
                + "A deadline can be given in the header `X-Request-Timeout-Ms`.")
            .Accepts<ScoreRequest>("application/json")
            .Produces<ScoreResponse>(StatusCodes.Status200OK, "application/json", Lines)
            .ProducesErrors(400, 404, 409, 413, 429, 500, 503, 504);

    private static async Task HandleAsync(HttpContext http, JsonCalls calls, ScoringPipeline pipeline, DialectRouter dialects, TimeProvider time)
    {
        var arrived = time.GetTimestamp();
        using var body = await calls.ReadBodyAsync(http, arrived);
        if (dialects.FindBesideNative(Path, body.Utf8, "trajectories") is { } other)
        {
            await dialects.AnswerAsync(http, body, arrived, other);
            return;
        }
        var (request, call) = await calls.ParseAsync(http, body, arrived, ApiJson.Default.ScoreRequest);
        if (http.Request.Headers.Accept.Any(accept => accept?.Contains(Lines, StringComparison.OrdinalIgnoreCase) == true))
        {
            await StreamAsync(http, pipeline, request, call);
            return;
        }
        var answer = await pipeline.ScoreAsync(request, call);
        await JsonCalls.AnswerAsync(http.Response, answer, ApiJson.Default.ScoreResponse, answer.Timings);
    }

    private static async Task StreamAsync(HttpContext http, ScoringPipeline pipeline, ScoreRequest request, CallContext call)
    {
        var lines = new LineWriter(http.Response);
        try
        {
            var answer = await pipeline.ScoreAsync(request, call with { OnResult = result => lines.WriteAsync(result, ApiJson.Default.TrajectoryResult) });
            await lines.WriteAsync(answer with { Results = null }, ApiJson.Default.ScoreResponse);
        }
        catch (ApiException exception) when (http.Response.HasStarted)
        {
            await lines.WriteAsync(new StreamError(ProblemDetailsMapping.Of(exception)), ApiJson.Default.StreamError);
        }
    }
}
