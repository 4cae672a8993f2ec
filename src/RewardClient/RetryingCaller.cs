using Grpc.Core;

namespace RewardServer.Client;

/// <summary>Makes unary calls, and makes them again as <see cref="RetryOptions"/> and the server say.</summary>
internal sealed class RetryingCaller(RetryOptions options, TimeProvider time)
{
    /// <summary>The answer to a call, within a time that its retries share.</summary>
    public async Task<TResponse> AnswerAsync<TResponse>(
        Func<CallOptions, AsyncUnaryCall<TResponse>> call, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        DateTimeOffset? deadline = timeout is { } span ? time.GetUtcNow() + span : null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call(new CallOptions(deadline: deadline?.UtcDateTime, cancellationToken: cancellationToken)).ConfigureAwait(false);
            }
            catch (RpcException exception)
            {
                var failure = RewardException.Of(exception, cancellationToken);
                if (failure is not RewardException refused || PauseAfter(refused, exception, attempt) is not { } pause || time.GetUtcNow() + pause >= deadline)
                    throw failure;
                options.Retrying?.Invoke(refused, pause);
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private TimeSpan? PauseAfter(RewardException refused, RpcException exception, int attempt)
    {
        var mayPass = refused.Status == StatusCode.Unavailable || (refused.Status == StatusCode.ResourceExhausted && refused.RetryAfter is not null);
        if (attempt >= options.Attempts || !mayPass || Pushback.Forbids(exception.Trailers))
            return null;
        var doubled = options.FirstPause * Math.Pow(2, attempt - 1);
        return refused.RetryAfter ?? (doubled < options.LongestPause ? doubled : options.LongestPause);
    }
}
