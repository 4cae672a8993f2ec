namespace RewardServer.Batching;

/// <summary>
/// The bounded queue between callers and the loop. One lock guards order, counts and whether it is closed; whoever takes an item
/// out of it, exactly one, completes it.
/// </summary>
internal sealed class PendingQueue<TItem, TResult>(BatchingOptions options, TimeProvider timeProvider)
{
    private readonly object _gate = new(); // a Monitor, because the loop waits on it
    private readonly LinkedList<PendingItem<TItem, TResult>> _items = new();
    private long _tokens;
    private bool _isClosed;

    public (int Items, long Tokens) Count
    {
        get
        {
            lock (_gate)
                return (_items.Count, _tokens);
        }
    }

    /// <summary>Admits all items or none; an empty queue admits any call.</summary>
    /// <returns>Null when admitted, else why not.</returns>
    public BatchStatus? TryAdmit(PendingItem<TItem, TResult>[] items, long tokens, Action<PendingItem<TItem, TResult>> onCancelled)
    {
        lock (_gate)
        {
            if (_isClosed)
                return BatchStatus.ShuttingDown;
            if (_items.Count > 0 && (_tokens + tokens > options.MaxQueuedTokens || items.Length > options.MaxQueuedItems - _items.Count))
                return BatchStatus.QueueFull;

            foreach (var item in items)
            {
                // A token that is cancelled already calls back right here, before the item has a place; forming drops it then.
                item.OnCancelled(onCancelled);
                item.Place = _items.AddLast(item);
            }

            _tokens += tokens;
            Monitor.Pulse(_gate);
            return null;
        }
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
            while (_items.Count == 0 && !_isClosed)
                Monitor.Wait(_gate);

            BatchFormer.Form(_items, options, timeProvider.GetUtcNow(), batch, dropped);
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
            PendingItem<TItem, TResult>[] all = [.. _items];
            Array.ForEach(all, TakeOut);
            return all;
        }
    }

    private void TakeOut(PendingItem<TItem, TResult> item)
    {
        _items.Remove(item.Place!);
        item.Place = null;
        _tokens -= item.Tokens;
    }
}
