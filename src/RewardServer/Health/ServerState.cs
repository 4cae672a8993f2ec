using RewardServer.Errors;
using RewardServer.Scoring;

namespace RewardServer.Health;

/// <summary>Whether the server takes calls, and which are in flight: starting, serving, stopping, drained.</summary>
internal sealed class ServerState : IDisposable
{
    /// <summary>How long a client has to read the end of its stream before its connection is closed under it.</summary>
    private static readonly TimeSpan StreamEnd = TimeSpan.FromMilliseconds(200);

    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _drained = new();
    private int _inFlight;
    private int _streams;
    private volatile bool _stopping;

    /// <summary>Whether new calls are refused because the server is stopping.</summary>
    public bool IsStopping => _stopping;

    /// <summary>Calls that were let in and have no answer yet.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Cancelled once a stopping server has answered what was in flight, or gave up on it; streams end then.</summary>
    public CancellationToken Drained => _drained.Token;

    /// <summary>Lets a call in; dispose the ticket when it is answered.</summary>
    /// <exception cref="ApiException"><see cref="ScoringErrorCode.ShuttingDown"/>.</exception>
    public Ticket Enter()
    {
        // Counted before the check: a drain that begins in between waits for this call or sees it refused.
        Interlocked.Increment(ref _inFlight);
        if (!_stopping)
            return new Ticket(this);
        Leave();
        throw new ApiException(ScoringErrorCode.ShuttingDown, "the server is stopping; send the request to another replica, or again in a while");
    }

    /// <summary>Notes that a stream is open; dispose the ticket when it ends. An idle stream does not hold a stopping server.</summary>
    public StreamTicket EnterStream()
    {
        Interlocked.Increment(ref _streams);
        return new StreamTicket(this);
    }

    /// <summary>Refuses new calls from now on and waits until those in flight are answered, or the limit is reached.</summary>
    /// <returns>Whether all were answered.</returns>
    public async Task<bool> DrainAsync(TimeSpan limit, TimeProvider time)
    {
        _stopping = true;
        if (Volatile.Read(ref _inFlight) == 0)
            _idle.TrySetResult();
        try
        {
            await _idle.Task.WaitAsync(limit, time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            var streams = Volatile.Read(ref _streams);
            await _drained.CancelAsync();
            if (streams > 0)
                await Task.Delay(StreamEnd, time);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _drained.Dispose();

    private void Leave()
    {
        if (Interlocked.Decrement(ref _inFlight) == 0 && _stopping)
            _idle.TrySetResult();
    }

    /// <summary>One call in flight.</summary>
    internal readonly struct Ticket(ServerState state) : IDisposable
    {
        /// <summary>The call has its answer.</summary>
        public void Dispose() => state.Leave();
    }

    /// <summary>One open stream.</summary>
    internal readonly struct StreamTicket(ServerState state) : IDisposable
    {
        /// <summary>The stream has ended.</summary>
        public void Dispose() => Interlocked.Decrement(ref state._streams);
    }
}
