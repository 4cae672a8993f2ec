using RewardServer.Scoring;

namespace RewardServer.Caching;

/// <summary>A computation under way, led by one call and waited for by any number.</summary>
internal sealed class StepFlight
{
    private readonly StepFlights _flights;
    private readonly TaskCompletionSource<ScoringError?> _landed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _followers;

    /// <summary>Begins one.</summary>
    public StepFlight(StepFlights flights, in StepKey key) => (_flights, Key) = (flights, key);

    /// <summary>The read position it ends with.</summary>
    public StepKey Key { get; }

    /// <summary>
    /// Done when it is over: null when there may be something in the cache now (its outputs, or nothing when its leader left), else why
    /// the model has no outputs for it.
    /// </summary>
    public Task<ScoringError?> Landed => _landed.Task;

    /// <summary>Calls that wait for it, or did.</summary>
    public int Followers => Volatile.Read(ref _followers);

    /// <summary>Ends it; the outputs, if there are any, are in the cache already. Only the leader does this.</summary>
    public void Land(ScoringError? error = null)
    {
        _flights.Remove(this);
        _landed.TrySetResult(error);
    }

    /// <summary>One more waits for it.</summary>
    public StepFlight Follow()
    {
        Interlocked.Increment(ref _followers);
        return this;
    }
}
