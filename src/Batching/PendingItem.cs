namespace RewardServer.Batching;

/// <summary>What forming a batch needs to know of a waiting item.</summary>
internal class PendingItem(int tokens, DateTimeOffset? deadline, CancellationToken cancellationToken)
{
    public int Tokens => tokens;

    public DateTimeOffset? Deadline => deadline;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Why it must not run any more, or null.</summary>
    public BatchStatus? DropReason(DateTimeOffset now) =>
        cancellationToken.IsCancellationRequested ? BatchStatus.Cancelled
        : deadline <= now ? BatchStatus.Expired
        : null;
}
