namespace RewardServer.Batching;

/// <summary>
/// Gathers items of many callers into batches for one runner. There is no timer: whenever the runner is free it takes what is
/// waiting, up to the bounds, so a lone item leaves at once and batches grow by themselves under load (docs/adr/0041).
/// <para>
/// Promises: items of a lane start in order of arrival, but that those of a group may be gathered, and run once (only parts of a batch
/// that threw run again); lanes share the runner by weight (docs/adr/0086); one whose caller left or
/// whose deadline passed never starts; once an item's task is complete nobody touches the item any more; every task completes,
/// also when the runner throws or the batcher is disposed. Tasks never fault: every failure is a <see cref="BatchStatus"/>.
/// </para>
/// </summary>
/// <typeparam name="TItem">What the runner takes.</typeparam>
/// <typeparam name="TResult">What the runner makes of an item.</typeparam>
public sealed class MicroBatcher<TItem, TResult> : IAsyncDisposable
{
    private readonly PendingQueue<TItem, TResult> _queue;
    private readonly RunnerSpeed _speed;
    private readonly BatchExecutor<TItem, TResult> _executor;
    private readonly BatchingOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly BatchingMetrics? _metrics;
    private readonly Task _loop;

    /// <summary>Starts the loop on a thread of its own.</summary>
    /// <param name="run">Runs a batch.</param>
    /// <param name="options">The bounds; all positive.</param>
    /// <param name="timeProvider">Clock of deadlines and timings; null for the system's.</param>
    /// <param name="metrics">Where it reports; null for nowhere.</param>
    public MicroBatcher(
        RunBatch<TItem, TResult> run,
        BatchingOptions options,
        TimeProvider? timeProvider = null,
        BatchingMetrics? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        _options = options;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _metrics = metrics;
        _speed = new(_timeProvider);
        _queue = new(options, _timeProvider, _speed);
        _executor = new(run, options.MaxBatchSequences);
        _loop = Task.Factory.StartNew(Loop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Tokens waiting or running now.</summary>
    public long UnfinishedTokens => _queue.Count.Tokens + _speed.RunningTokens;

    /// <summary>Tokens waiting now; the running batch's are not among them.</summary>
    public long PendingTokens => _queue.Count.Tokens;

    /// <summary>Items waiting now; the running batch's are not among them.</summary>
    public int PendingItems => _queue.Count.Items;

    /// <summary>Tokens a second that the runner makes, as its last batches tell; null as long as it has run nothing.</summary>
    public double? TokensPerSecond => _speed.TokensPerSecond;

    /// <summary>How long an item that comes now would wait for the runner; null as long as it has run nothing.</summary>
    public TimeSpan? PredictWait(BatchLane lane = BatchLane.Interactive) => _queue.PredictWait(lane);

    /// <summary>Tells how fast the runner was before it was given to the batcher, so that there is something to predict from.</summary>
    public void Calibrate(long tokens, TimeSpan runTime) => _speed.Ended(tokens, runTime);

    /// <summary>Enqueues one item; see <see cref="Enqueue"/>.</summary>
    /// <param name="item">Handed to the runner.</param>
    /// <param name="tokens">What it costs; at least 1.</param>
    /// <param name="deadline">It is not started at or after this time; null for no deadline.</param>
    /// <param name="cancellationToken">Releases the caller as long as the item has not started.</param>
    public Task<BatchOutcome<TResult>> EnqueueAsync(
        TItem item,
        int tokens,
        DateTimeOffset? deadline = null,
        CancellationToken cancellationToken = default) =>
        Enqueue([new(item, tokens)], deadline, cancellationToken)[0];

    /// <summary>
    /// Enqueues the items of one call as a unit: all are admitted or none. Returns one task an item, in order, that completes on
    /// its own; when the call is refused all of them are complete already, with <see cref="BatchStatus.QueueFull"/>,
    /// <see cref="BatchStatus.TooLate"/> or <see cref="BatchStatus.ShuttingDown"/>. An empty queue admits any call, however large.
    /// </summary>
    /// <param name="entries">The items with their costs.</param>
    /// <param name="deadline">
    /// They are not started at or after this time; null for no deadline. Noticed when the runner is free next: a caller who wants
    /// to be released at that very moment cancels.
    /// </param>
    /// <param name="cancellationToken">
    /// Takes those that have not started out of the queue at once, with <see cref="BatchStatus.Cancelled"/>; those that have started
    /// end with their batch.
    /// </param>
    public Task<BatchOutcome<TResult>>[] Enqueue(
        ReadOnlySpan<BatchEntry<TItem>> entries,
        DateTimeOffset? deadline = null,
        CancellationToken cancellationToken = default)
    {
        var items = new PendingItem<TItem, TResult>[entries.Length];
        var now = _timeProvider.GetTimestamp();
        var tokens = 0L;
        for (var i = 0; i < entries.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(entries[i].Tokens, 1, nameof(entries));
            items[i] = new(entries[i], deadline, now, cancellationToken);
            tokens += entries[i].Tokens;
        }

        Admit(items, tokens);
        return Array.ConvertAll(items, item => item.Outcome);
    }

    /// <summary>
    /// Stops admitting, lets what is waiting run for at most <see cref="BatchingOptions.DrainTimeout"/>, fails the rest with
    /// <see cref="BatchStatus.ShuttingDown"/>, and returns when the runner has returned and will not be called again.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        try
        {
            await _loop.WaitAsync(_options.DrainTimeout, _timeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            foreach (var item in _queue.TakeAll())
                Drop(item, BatchStatus.ShuttingDown);
            await _loop.ConfigureAwait(false); // the run in progress uses its callers' memory: it is never abandoned
        }
    }

    private void Admit(PendingItem<TItem, TResult>[] items, long tokens)
    {
        if (_queue.TryAdmit(items, tokens, Cancel) is not { } refusal)
        {
            _metrics?.Pending(tokens, items.Length);
            return;
        }

        var wait = items.Length == 0 ? null : _queue.PredictWait(items[0].Lane);
        foreach (var item in items)
            item.Complete(new() { Status = refusal, PredictedWait = wait });
        _metrics?.Refused(refusal, items.Length);
    }

    private void Cancel(PendingItem<TItem, TResult> item)
    {
        if (_queue.TryRemove(item))
            Drop(item, BatchStatus.Cancelled);
    }

    private void Drop(PendingItem<TItem, TResult> item, BatchStatus reason)
    {
        item.Complete(new() { Status = reason, QueueTime = _timeProvider.GetElapsedTime(item.AdmittedAt) });
        _metrics?.Pending(-item.Tokens, -1);
        _metrics?.Dropped(reason);
    }

    private void Loop()
    {
        List<PendingItem<TItem, TResult>> batch = [];
        List<PendingItem<TItem, TResult>> dropped = [];
        try
        {
            while (_queue.TryTakeBatch(batch, dropped))
            {
                foreach (var item in dropped)
                    Drop(item, item.CancellationToken.IsCancellationRequested ? BatchStatus.Cancelled : BatchStatus.Expired);
                if (batch.Count > 0)
                    Run(batch);
                dropped.Clear();
                batch.Clear();
            }
        }
        finally
        {
            // Only a listener of the metrics that throws gets here with items waiting; then nobody may wait for ever.
            _queue.Close();
            foreach (var item in _queue.TakeAll())
                Drop(item, BatchStatus.ShuttingDown);
        }
    }

    private void Run(List<PendingItem<TItem, TResult>> batch)
    {
        var started = _timeProvider.GetTimestamp();
        var tokens = batch.Sum(item => (long)item.Tokens);
        _speed.Started(tokens);
        _executor.Run(batch);
        var runTime = _timeProvider.GetElapsedTime(started);
        _speed.Ended(tokens, runTime);
        for (var i = 0; i < batch.Count; i++)
            batch[i].Complete(_executor.OutcomeOf(i, _timeProvider.GetElapsedTime(batch[i].AdmittedAt, started), runTime));
        _executor.Clear();
        Measure(batch, tokens, started, runTime);
    }

    private void Measure(List<PendingItem<TItem, TResult>> batch, long tokens, long started, TimeSpan runTime)
    {
        if (_metrics is null)
            return;
        foreach (var item in batch)
            _metrics.Started(_timeProvider.GetElapsedTime(item.AdmittedAt, started));
        _metrics.Pending(-tokens, -batch.Count);
        _metrics.Ran(tokens, batch.Count, runTime);
    }
}
