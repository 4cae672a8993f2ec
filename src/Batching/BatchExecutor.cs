namespace RewardServer.Batching;

/// <summary>
/// Runs one batch and finds out whose fault a failure was. Owns the arrays a batch needs, so that running allocates nothing
/// an item. Not thread-safe.
/// </summary>
internal sealed class BatchExecutor<TItem, TResult>(RunBatch<TItem, TResult> run, int capacity)
{
    private readonly TItem[] _items = new TItem[capacity];
    private readonly TResult[] _results = new TResult[capacity];
    private readonly Exception?[] _errors = new Exception?[capacity];

    public void Run(List<PendingItem<TItem, TResult>> batch)
    {
        for (var i = 0; i < batch.Count; i++)
            _items[i] = batch[i].Item;
        if (TryRun(0, batch.Count) is { } error)
            Isolate(batch.Count, error);
    }

    /// <summary>What became of item i of the batch run last.</summary>
    public BatchOutcome<TResult> OutcomeOf(int i, TimeSpan queueTime, TimeSpan runTime) => new()
    {
        Status = _errors[i] is null ? BatchStatus.Completed : BatchStatus.Failed,
        Result = _errors[i] is null ? _results[i] : default,
        Error = _errors[i],
        QueueTime = queueTime,
        RunTime = runTime,
    };

    /// <summary>Lets go of the callers' objects.</summary>
    public void Clear()
    {
        Array.Clear(_items);
        Array.Clear(_results);
        Array.Clear(_errors);
    }

    /// <summary>
    /// Halves a failed batch until one item is left to blame: about 2 log2(n) runs. When both halves fail the fault is not one
    /// item's, and all of that part fails without further tries: a broken device costs two extra runs, not 2n.
    /// </summary>
    private void Isolate(int count, Exception error)
    {
        var start = 0;
        while (count > 1)
        {
            var half = count / 2;
            var left = TryRun(start, half);
            var right = TryRun(start + half, count - half);
            if (left is null && right is null)
                return;
            if (left is not null && right is not null)
                break;
            (start, count, error) = left is not null ? (start, half, left) : (start + half, count - half, right!);
        }

        _errors.AsSpan(start, count).Fill(error);
    }

    private Exception? TryRun(int start, int count)
    {
        try
        {
            run(new ArraySegment<TItem>(_items, start, count), _results.AsSpan(start, count));
            return null;
        }
#pragma warning disable CA1031 // Whatever the runner throws is the outcome of its batch; the loop must outlive it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error;
        }
    }
}
