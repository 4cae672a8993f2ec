namespace RewardServer.Batching;

/// <summary>
/// The bounded queue between callers and the loop. One lock guards order, counts and whether it is closed; whoever takes an item
/// out of it, exactly one, completes it.
/// </summary>
internal sealed class PendingQueue<TItem, TResult>
{
    private readonly object _gate = new(); // a Monitor, because the loop waits on it
    private readonly BatchingOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly RunnerSpeed _speed;
    private readonly LaneShares _shares;
    private readonly BatchFormer<PendingItem<TItem, TResult>> _former;
    private readonly LinkedList<PendingItem<TItem, TResult>>[] _lanes = [new(), new()]; // of each BatchLane
    private readonly long[] _tokens = [0, 0];
    private readonly int[] _weights;
    private bool _isClosed;

    public PendingQueue(BatchingOptions options, TimeProvider timeProvider, RunnerSpeed speed)
    {
        (_options, _timeProvider, _speed) = (options, timeProvider, speed);
        _weights = [options.InteractiveWeight, options.TrainWeight];
        _shares = new(_weights);
        _former = new(options, _shares);
    }

    public (int Items, long Tokens) Count
    {
        get
        {
            lock (_gate)
                return (Items, _tokens.Sum());
        }
    }

    private int Items => _lanes[0].Count + _lanes[1].Count;

    /// <summary>Admits all items or none; an empty queue admits any call.</summary>
    /// <returns>Null when admitted, else why not.</returns>
    public BatchStatus? TryAdmit(PendingItem<TItem, TResult>[] items, long tokens, Action<PendingItem<TItem, TResult>> onCancelled)
    {
        lock (_gate)
        {
            if (WhyNot(items, tokens) is { } reason)
                return reason;
            foreach (var item in items)
            {
                // A token that is cancelled already calls back right here, before the item has a place; forming drops it then.
                item.OnCancelled(onCancelled);
                Append(item);
            }

            Monitor.Pulse(_gate);
            return null;
        }
    }

    /// <summary>How long what waits in a lane will take, with what the other lane may run meanwhile; null when nothing is known.</summary>
    public TimeSpan? PredictWait(BatchLane lane)
    {
        lock (_gate)
            return _speed.TimeFor(TokensBefore(lane, 0));
    }

    /// <summary>Takes one item out, wherever it is.</summary>
    /// <returns>False when somebody else took it.</returns>
    public bool TryRemove(PendingItem<TItem, TResult> item)
    {
        lock (_gate)
        {
            if (item.Place is null)
                return false;
            TakeOut(item);
            return true;
        }
    }

    /// <summary>Waits until there is something, then takes the next batch and what was dropped while forming it.</summary>
    /// <returns>False when it is closed and empty.</returns>
    public bool TryTakeBatch(List<PendingItem<TItem, TResult>> batch, List<PendingItem<TItem, TResult>> dropped)
    {
        lock (_gate)
        {
            while (Items == 0 && !_isClosed)
                Monitor.Wait(_gate);

            _former.Form(_lanes, _timeProvider.GetUtcNow(), batch, dropped);
            batch.ForEach(TakeOut);
            dropped.ForEach(TakeOut);
            return batch.Count + dropped.Count > 0;
        }
    }

    /// <summary>Admits nothing from now on.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Takes out everything that waits.</summary>
    public PendingItem<TItem, TResult>[] TakeAll()
    {
        lock (_gate)
        {
            PendingItem<TItem, TResult>[] all = [.. _lanes[0], .. _lanes[1]];
            Array.ForEach(all, TakeOut);
            return all;
        }
    }

    private BatchStatus? WhyNot(PendingItem<TItem, TResult>[] items, long tokens)
    {
        if (_isClosed)
            return BatchStatus.ShuttingDown;
        if (Items > 0 && (_tokens.Sum() + tokens > _options.MaxQueuedTokens || items.Length > _options.MaxQueuedItems - Items))
            return BatchStatus.QueueFull;
        // What would not be done in time even alone is tried: the prediction may be wrong, and no later time would suit it better.
        return (Items > 0 || _speed.RunningTokens > 0) && items is [{ Deadline: { } deadline, Lane: var lane }, ..] && _speed.TimeFor(TokensBefore(lane, tokens) + tokens) > deadline - _timeProvider.GetUtcNow()
            ? BatchStatus.TooLate
            : null;
    }

    // What waits in the lane, and what the other lane's share of the runner comes to until this and the call are done.
    private long TokensBefore(BatchLane lane, long tokens)
    {
        var (own, other) = ((int)lane, 1 - (int)lane);
        return _tokens[own] + Math.Min(_tokens[other], (_tokens[own] + tokens) * _weights[other] / _weights[own]);
    }

    private void Append(PendingItem<TItem, TResult> item)
    {
        var lane = (int)item.Lane;
        if (_lanes[lane].Count == 0)
            _shares.Rejoin(lane, [_lanes[0].Count > 0, _lanes[1].Count > 0]);
        item.Place = _lanes[lane].AddLast(item);
        _tokens[lane] += item.Tokens;
    }

    private void TakeOut(PendingItem<TItem, TResult> item)
    {
        var lane = (int)item.Lane;
        _lanes[lane].Remove(item.Place!);
        item.Place = null;
        _tokens[lane] -= item.Tokens;
    }
}
