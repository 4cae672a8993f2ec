using System.Text.Json.Nodes;
using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Dialects;

/// <summary>Errors as the small reward servers of trainers tell them: FastAPI's <c>{"detail": …}</c>.</summary>
internal static class TrainerErrors
{
    /// <summary>An error in that shape. A deadline is overload: the client tries again.</summary>
    public static DialectError Detail(ApiException exception) => new(
        exception.Code == ScoringErrorCode.DeadlineExceeded ? StatusCodes.Status503ServiceUnavailable : DialectErrors.StatusOf(exception.Code),
        new JsonObject { ["detail"] = exception.Message });
}
