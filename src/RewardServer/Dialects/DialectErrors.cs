using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Dialects;

/// <summary>What the errors of dialects have in common.</summary>
internal static class DialectErrors
{
    private const int MaxRetrySeconds = 30;

    /// <summary>The status of most dialects: as the API's own, but overload is 503, which their clients try again.</summary>
    public static int StatusOf(ScoringErrorCode code) => code switch
    {
        ScoringErrorCode.Overloaded => StatusCodes.Status503ServiceUnavailable,
        ScoringErrorCode.FingerprintMismatch => StatusCodes.Status400BadRequest,
        _ => ErrorTable.Of(code).HttpStatus,
    };

    /// <summary>vLLM's name for a status.</summary>
    public static string TypeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "Unauthorized",
        StatusCodes.Status403Forbidden => "PermissionDenied",
        StatusCodes.Status404NotFound => "NotFoundError",
        StatusCodes.Status503ServiceUnavailable => "ServiceUnavailableError",
        >= StatusCodes.Status500InternalServerError => "InternalServerError",
        _ => "BadRequestError",
    };

    /// <summary>The shape of OpenAI, vLLM and many others: <c>{"error":{"message","type","param","code"}}</c>.</summary>
    public static DialectError OpenAi(ApiException exception)
    {
        var status = StatusOf(exception.Code);
        return new(status, new JsonObject
        {
            ["error"] = new JsonObject { ["message"] = exception.Message, ["type"] = TypeOf(status), ["param"] = null, ["code"] = status },
        });
    }

    /// <summary>Writes an error as the reply; one of too much work always says when to try again.</summary>
    public static async Task WriteAsync(HttpResponse response, IDialect dialect, ApiException exception)
    {
        var error = dialect.ErrorOf(exception);
        if (exception.Code is ScoringErrorCode.Overloaded or ScoringErrorCode.ShuttingDown or ScoringErrorCode.NotReady)
        {
            var seconds = Math.Clamp(Math.Ceiling(exception.RetryAfter?.TotalSeconds ?? 1), 1, MaxRetrySeconds);
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }
        var json = Encoding.UTF8.GetBytes(error.Body.ToJsonString());
        response.StatusCode = error.Status;
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        await response.BodyWriter.WriteAsync(json);
    }
}
