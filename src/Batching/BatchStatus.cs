namespace RewardServer.Batching;

/// <summary>How an item ended.</summary>
public enum BatchStatus
{
    /// <summary>It ran; there is a result.</summary>
    Completed,

    /// <summary>The runner threw on it.</summary>
    Failed,

    /// <summary>Its caller left before it ran; it cost nothing.</summary>
    Cancelled,

    /// <summary>Its deadline passed before it ran; it cost nothing.</summary>
    Expired,

    /// <summary>It was not admitted: the queue is full. Trying again later helps.</summary>
    QueueFull,

    /// <summary>It was not admitted: with what waits before it, it would not be done by its deadline. Trying again later helps.</summary>
    TooLate,

    /// <summary>It was not admitted or not run: the batcher is stopping.</summary>
    ShuttingDown,
}
