namespace RewardServer.Batching;

/// <summary>How fast the runner works, as its last batches tell, and how long the one in progress will still take. Thread-safe.</summary>
internal sealed class RunnerSpeed(TimeProvider timeProvider)
{
    // Ten batches or so count: long enough to be smooth, short enough to follow a machine that gets busy.
    private const double Memory = 0.9;

    private readonly Lock _gate = new();
    private double _tokens;
    private double _seconds;
    private long _running;
    private long _startedAt;

    /// <summary>Tokens a second; null as long as nothing has run.</summary>
    public double? TokensPerSecond
    {
        get
        {
            lock (_gate)
                return _tokens > 0 && _seconds > 0 ? _tokens / _seconds : null;
        }
    }

    /// <summary>Tokens of the batch in progress; 0 when there is none.</summary>
    public long RunningTokens
    {
        get
        {
            lock (_gate)
                return _running;
        }
    }

    /// <summary>A batch starts.</summary>
    public void Started(long tokens)
    {
        lock (_gate)
            (_running, _startedAt) = (tokens, timeProvider.GetTimestamp());
    }

    /// <summary>The batch has ended.</summary>
    public void Ended(long tokens, TimeSpan runTime)
    {
        lock (_gate)
        {
            _running = 0;
            (_tokens, _seconds) = ((Memory * _tokens) + tokens, (Memory * _seconds) + runTime.TotalSeconds);
        }
    }

    /// <summary>How long until so many tokens have run behind the batch in progress; null when nothing is known.</summary>
    public TimeSpan? TimeFor(long tokens)
    {
        lock (_gate)
        {
            if (_tokens <= 0 || _seconds <= 0)
                return null;
            var secondsPerToken = _seconds / _tokens;
            var left = _running == 0 ? 0 : Math.Max(0, (_running * secondsPerToken) - timeProvider.GetElapsedTime(_startedAt).TotalSeconds);
            return TimeSpan.FromSeconds(Math.Min((tokens * secondsPerToken) + left, TimeSpan.MaxValue.TotalSeconds / 2));
        }
    }
}
