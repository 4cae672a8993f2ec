using System.Globalization;
using System.Text.Json;
using RewardServer.Api;

namespace RewardServer.Errors;

/// <summary>Errors as HTTP replies: problem details with the API's code.</summary>
internal static class ProblemDetailsMapping
{
    /// <summary>Media type of problem details.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>An error as problem details.</summary>
    public static Problem Of(ApiException exception)
    {
        var entry = ErrorTable.Of(exception.Code);
        return new() { Title = entry.Title, Status = entry.HttpStatus, Code = entry.Name, Detail = exception.Message, Errors = exception.Errors };
    }

    /// <summary>An error as an item of a reply.</summary>
    public static ItemError Of(Scoring.ScoringError error) => new() { Code = ErrorTable.Of(error.Code).Name, Detail = error.Message };

    /// <summary>Writes an error as the reply.</summary>
    public static async Task WriteAsync(HttpResponse response, ApiException exception)
    {
        if (exception.RetryAfter is { } after)
            response.Headers.RetryAfter = Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await WriteAsync(response, Of(exception));
    }

    /// <summary>Writes problem details as the reply.</summary>
    public static async Task WriteAsync(HttpResponse response, Problem problem)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(problem, ApiJson.Default.Problem);
        response.StatusCode = problem.Status;
        response.ContentType = ContentType;
        response.ContentLength = json.Length;
        await response.BodyWriter.WriteAsync(json);
    }

    /// <summary>Documents the errors an endpoint answers with.</summary>
    public static RouteHandlerBuilder ProducesErrors(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses)
            endpoint.Produces<Problem>(status, ContentType);
        return endpoint;
    }
}
