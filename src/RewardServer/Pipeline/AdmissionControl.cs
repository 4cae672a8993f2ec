using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using RewardServer.Errors;
using RewardServer.Hosting;
using RewardServer.Scoring;

namespace RewardServer.Pipeline;

/// <summary>
/// Decides once for a whole call, before anything costs: weighted by its size, let in or refused. A call larger than the whole
/// allowance is let in when nothing else is in flight, so that every valid call can be answered.
/// </summary>
internal sealed class AdmissionControl : IDisposable
{
    /// <summary>Tokens of patient calls that may wait for room, as a multiple of those let in.</summary>
    private const long QueuePerAllowance = 16;

    private static readonly TimeSpan SoonestRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LatestRetry = TimeSpan.FromSeconds(30);

    private readonly ConcurrencyLimiter _limiter;
    private readonly int _limit;

    /// <summary>Creates it from <see cref="ServerOptions.MaxPendingTokens"/>.</summary>
    public AdmissionControl(IOptions<ServerOptions> options)
    {
        _limit = options.Value.MaxPendingTokens;
        _limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = _limit, QueueLimit = (int)Math.Min(int.MaxValue, QueuePerAllowance * _limit), QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
    }

    /// <summary>Tokens of the calls in flight, as estimated.</summary>
    public long PendingTokens => _limit - (_limiter.GetStatistics()?.CurrentAvailablePermits ?? _limit);

    /// <summary>Tokens of the patient calls that wait for room, as estimated.</summary>
    public long WaitingTokens => _limiter.GetStatistics()?.CurrentQueuedCount ?? 0;

    /// <summary>Lets the call in; dispose the lease when it is answered.</summary>
    /// <param name="estimatedTokens">What it will cost.</param>
    /// <param name="predictedWait">How long what waits already will take; null when that is not known.</param>
    /// <exception cref="ApiException"><see cref="ScoringErrorCode.Overloaded"/>.</exception>
    public RateLimitLease Admit(long estimatedTokens, TimeSpan? predictedWait = null) =>
        TryAdmit(estimatedTokens) ?? throw Overloaded($"more than {_limit} tokens of work are waiting", predictedWait);

    /// <summary>A refusal that says when to come back: when what waits now is done, within bounds that suit a client.</summary>
    public static ApiException Overloaded(string reason, TimeSpan? predictedWait)
    {
        var wait = TimeSpan.FromSeconds(Math.Ceiling((predictedWait ?? SoonestRetry).TotalSeconds));
        var after = wait < SoonestRetry ? SoonestRetry : wait > LatestRetry ? LatestRetry : wait;
        return new(ScoringErrorCode.Overloaded, $"{reason}; try again after {after.TotalSeconds:0} s", retryAfter: after);
    }

    /// <summary>Lets the call in; one that is patient waits for room, behind those that came before it.</summary>
    /// <param name="estimatedTokens">What it will cost.</param>
    /// <param name="context">How patient it is.</param>
    /// <param name="predictedWait">How long what waits already will take; null when that is not known.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">The caller has left.</param>
    /// <exception cref="ApiException"><see cref="ScoringErrorCode.Overloaded"/>.</exception>
    public async ValueTask<RateLimitLease> AdmitAsync(long estimatedTokens, CallContext context, TimeSpan? predictedWait, TimeProvider time, CancellationToken cancellationToken)
    {
        var patience = context.Patience - time.GetElapsedTime(context.StartedAt);
        var lease = patience > TimeSpan.Zero ? await WaitAsync(estimatedTokens, patience, time, cancellationToken) : null;
        return lease ?? Admit(estimatedTokens, predictedWait);
    }

    /// <summary>Lets the call in, or returns null when there is no room now.</summary>
    public RateLimitLease? TryAdmit(long estimatedTokens)
    {
        var lease = _limiter.AttemptAcquire((int)Math.Clamp(estimatedTokens, 1, _limit));
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        return null;
    }

    private async ValueTask<RateLimitLease?> WaitAsync(long estimatedTokens, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var lease = await _limiter.AcquireAsync((int)Math.Clamp(estimatedTokens, 1, _limit), either.Token);
            if (lease.IsAcquired)
                return lease;
            lease.Dispose();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It has waited as long as its caller would.
        }
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}
