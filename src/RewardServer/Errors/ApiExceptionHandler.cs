using Microsoft.AspNetCore.Diagnostics;
using RewardServer.Dialects;
using RewardServer.Scoring;
using RewardServer.Telemetry;

namespace RewardServer.Errors;

/// <summary>The one place where what an HTTP endpoint throws becomes a reply.</summary>
internal sealed class ApiExceptionHandler(ILogger<ApiExceptionHandler> logger) : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }
        var error = Map(exception);
        await (httpContext.Features.Get<IDialect>() is { } dialect
            ? DialectErrors.WriteAsync(httpContext.Response, dialect, error)
            : ProblemDetailsMapping.WriteAsync(httpContext.Response, error));
        return true;
    }

    private ApiException Map(Exception exception)
    {
        switch (exception)
        {
            case ApiException api:
                return api;
            case BadHttpRequestException bad:
                return new(ScoringErrorCode.InvalidRequest, bad.Message);
            default:
                logger.CallFailed(exception);
                return new(ScoringErrorCode.ModelError, "the server failed unexpectedly; its log says more");
        }
    }
}
