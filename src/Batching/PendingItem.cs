namespace RewardServer.Batching;

/// <summary>What forming a batch needs to know of a waiting item.</summary>
internal class PendingItem(int tokens, DateTimeOffset? deadline, CancellationToken cancellationToken, int group = 0, BatchLane lane = BatchLane.Interactive)
{
    public int Tokens => tokens;

    public DateTimeOffset? Deadline => deadline;

    public CancellationToken CancellationToken => cancellationToken;

    public int Group => group;

    public BatchLane Lane => lane;

    /// <summary>Whether a batch was formed with it, or it was dropped while one was formed.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Why it must not run any more, or null.</summary>
    public BatchStatus? DropReason(DateTimeOffset now) =>
        cancellationToken.IsCancellationRequested ? BatchStatus.Cancelled
        : deadline <= now ? BatchStatus.Expired
        : null;
}
