using RewardServer.Api;
using RewardServer.Scoring;

namespace RewardServer.Errors;

/// <summary>Gives replies that routing refuses (no such path, wrong method) the same shape as every other error.</summary>
internal static class StatusCodeProblems
{
    /// <summary>Adds problem details to replies with an error status and no body.</summary>
    public static void UseStatusCodeProblems(this WebApplication app) => app.UseStatusCodePages(async context =>
    {
        var http = context.HttpContext;
        // gRPC has its own way to say that a method does not exist.
        if (http.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true)
            return;
        var entry = ErrorTable.Of(ScoringErrorCode.InvalidRequest);
        await ProblemDetailsMapping.WriteAsync(http.Response, new Problem
        {
            Title = entry.Title,
            Status = http.Response.StatusCode,
            Code = entry.Name,
            Detail = http.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
                ? "this path does not take that method; see /swagger"
                : "there is nothing at this path; see /swagger",
        });
    });
}
