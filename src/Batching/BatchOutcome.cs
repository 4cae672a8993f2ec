namespace RewardServer.Batching;

/// <summary>What became of one item.</summary>
/// <typeparam name="TResult">What the runner makes of an item.</typeparam>
public readonly record struct BatchOutcome<TResult>
{
    /// <summary>How it ended.</summary>
    public required BatchStatus Status { get; init; }

    /// <summary>What the runner made of it; only with <see cref="BatchStatus.Completed"/>.</summary>
    public TResult? Result { get; init; }

    /// <summary>What the runner threw; only with <see cref="BatchStatus.Failed"/>.</summary>
    public Exception? Error { get; init; }

    /// <summary>From being admitted to the start of its batch, or to being dropped.</summary>
    public TimeSpan QueueTime { get; init; }

    /// <summary>For what was not admitted: how long what waits now will take; null when that is not known.</summary>
    public TimeSpan? PredictedWait { get; init; }

    /// <summary>How long the runner worked on its batch; zero when it did not run.</summary>
    public TimeSpan RunTime { get; init; }
}
