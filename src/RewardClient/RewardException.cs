using Grpc.Core;

namespace RewardServer.Client;

/// <summary>A call to the reward server failed.</summary>
public sealed class RewardException : Exception
{
    private const string CodeTrailer = "reward-error-code";

    private RewardException(string code, string message, StatusCode status, TimeSpan? retryAfter, Exception inner)
        : base(message, inner) => (Code, Status, RetryAfter) = (code, status, retryAfter);

    /// <summary>The API's error code, such as <c>too_long</c> or <c>overloaded</c>; empty when the failure was not the server's answer.</summary>
    public string Code { get; }

    /// <summary>The gRPC status.</summary>
    public StatusCode Status { get; }

    /// <summary>When to try again; null when the server does not say.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Reads a failed call; one that the caller gave up becomes an <see cref="OperationCanceledException"/>.</summary>
    internal static Exception Of(RpcException exception, CancellationToken cancellationToken)
    {
        if (exception.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
            return new OperationCanceledException(exception.Message, exception, cancellationToken);
        return new RewardException(exception.Trailers.GetValue(CodeTrailer) ?? "", exception.Status.Detail, exception.StatusCode, Pushback.Of(exception.Trailers), exception);
    }
}
