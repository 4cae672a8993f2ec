namespace RewardServer.Pipeline;

/// <summary>Ends a call's work when its caller has left or waits no longer, or when one of its trajectories has failed it.</summary>
internal sealed class CallDeadline : IDisposable
{
    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource? _linked;

    /// <summary>Starts it; what is already over is cancelled from the start.</summary>
    public CallDeadline(CallContext context, ModelCall call, TimeProvider time)
    {
        // A lone trajectory without a deadline, the common case, needs no source of its own.
        if (context.Timeout is { } timeout)
        {
            var left = timeout - time.GetElapsedTime(context.StartedAt);
            _deadline = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
            At = time.GetUtcNow() + left;
        }
        if (_deadline is not null || call.Work.Length > 1)
            _linked = CancellationTokenSource.CreateLinkedTokenSource(context.Cancelled, _deadline?.Token ?? default);
        Token = _linked?.Token ?? context.Cancelled;
    }

    /// <summary>When the caller waits no longer; null: never.</summary>
    public DateTimeOffset? At { get; }

    /// <summary>Cancelled when the work is no longer wanted.</summary>
    public CancellationToken Token { get; }

    /// <summary>The call has failed; what it still waits for is not wanted.</summary>
    public void Abandon() => _linked?.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _linked?.Dispose();
        _deadline?.Dispose();
    }
}
