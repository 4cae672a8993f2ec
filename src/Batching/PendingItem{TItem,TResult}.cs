namespace RewardServer.Batching;

/// <summary>A waiting item with its caller. Completed exactly once, by whoever takes it out of the queue.</summary>
internal sealed class PendingItem<TItem, TResult>(
    BatchEntry<TItem> entry,
    DateTimeOffset? deadline,
    long admittedAt,
    CancellationToken cancellationToken)
    : PendingItem(entry.Tokens, deadline, cancellationToken, entry.Group, entry.Lane)
{
    // Callers go on elsewhere: their code must never run on the loop's thread.
    private readonly TaskCompletionSource<BatchOutcome<TResult>> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _registration;

    public TItem Item => entry.Item;

    public long AdmittedAt => admittedAt;

    public Task<BatchOutcome<TResult>> Outcome => _completion.Task;

    /// <summary>Its place in the queue; null before and after. Guarded by the queue's lock.</summary>
    public LinkedListNode<PendingItem<TItem, TResult>>? Place { get; set; }

    public void OnCancelled(Action<PendingItem<TItem, TResult>> react)
    {
        if (CancellationToken.CanBeCanceled)
            _registration = CancellationToken.UnsafeRegister(_ => react(this), null);
    }

    public void Complete(BatchOutcome<TResult> outcome)
    {
        _registration.Unregister(); // does not wait for a callback under way: that one finds no place and does nothing
        _completion.SetResult(outcome);
    }
}
