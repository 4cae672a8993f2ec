namespace RewardServer.Batching;

/// <summary>Bounds of a <see cref="MicroBatcher{TItem, TResult}"/>. There is no delay to set: an idle runner takes what is there at once.</summary>
public sealed record BatchingOptions
{
    /// <summary>Tokens in one batch at most; an item above it still runs, alone.</summary>
    /// <value>The default is 2,048.</value>
    public int MaxBatchTokens { get; init; } = 2048;

    /// <summary>Items (sequences) in one batch at most.</summary>
    /// <value>The default is 256.</value>
    public int MaxBatchSequences { get; init; } = 256;

    /// <summary>Tokens waiting at most; a call that does not fit is refused whole, unless nothing else waits.</summary>
    /// <value>The default is 262,144: 128 full batches.</value>
    public long MaxQueuedTokens { get; init; } = 128 * 2048;

    /// <summary>Items waiting at most; a call that does not fit is refused whole, unless nothing else waits.</summary>
    /// <value>The default is 4,096.</value>
    public int MaxQueuedItems { get; init; } = 4096;

    /// <summary>Weight of <see cref="BatchLane.Interactive"/> while both lanes have work.</summary>
    /// <value>The default is 4: four tokens of five.</value>
    public int InteractiveWeight { get; init; } = 4;

    /// <summary>Weight of <see cref="BatchLane.Train"/> while both lanes have work.</summary>
    /// <value>The default is 1: one token of five.</value>
    public int TrainWeight { get; init; } = 1;

    /// <summary>How long disposal lets waiting items run before it fails them; the run in progress is always waited for.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    internal void ThrowIfInvalid()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchTokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchSequences, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxQueuedTokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxQueuedItems, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(InteractiveWeight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(TrainWeight, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(DrainTimeout, TimeSpan.Zero);
    }
}
