using RewardServer.Api;
using RewardServer.Dialects;
using RewardServer.Scoring;

namespace RewardServer.Errors;

/// <summary>Gives requests that routing refuses (no such path, wrong method or content type) the same shape as every other error.</summary>
internal static class StatusCodeProblems
{
    private const string NotJson = "the Content-Type must be application/json";

    /// <summary>Adds problem details to replies with an error status and no body.</summary>
    public static void UseStatusCodeProblems(this WebApplication app) => app.UseStatusCodePages(async context =>
    {
        var http = context.HttpContext;
        // gRPC has its own way to say that a method does not exist.
        if (http.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true)
            return;
        if (http.Response.StatusCode == StatusCodes.Status415UnsupportedMediaType && http.RequestServices.GetRequiredService<DialectRouter>().DialectAt(http.Request.Path) is { } dialect)
        {
            await DialectErrors.WriteAsync(http.Response, dialect, new(ScoringErrorCode.InvalidRequest, NotJson));
            return;
        }
        var (status, detail) = http.Response.StatusCode switch
        {
            StatusCodes.Status405MethodNotAllowed => (405, "this path does not take that method; see /swagger"),
            // In the API's table a wrong content type is an invalid request like any other.
            StatusCodes.Status415UnsupportedMediaType => (400, NotJson),
            var other => (other, "there is nothing at this path; see /swagger"),
        };
        var entry = ErrorTable.Of(ScoringErrorCode.InvalidRequest);
        await ProblemDetailsMapping.WriteAsync(http.Response, new Problem { Title = entry.Title, Status = status, Code = entry.Name, Detail = detail });
    });
}
