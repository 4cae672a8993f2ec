using RewardServer.Batching;
using RewardServer.Inference;

namespace RewardServer.Models;

/// <summary>What runs a model's inputs: one engine with its loop, or two that read the same tokens.</summary>
internal interface IModelEngine : IAsyncDisposable
{
    /// <summary>Where it runs, in words.</summary>
    string Device { get; }

    /// <summary>Numbers per read position.</summary>
    int OutputWidth { get; }

    /// <summary>The longest sequence it takes, in tokens.</summary>
    int MaxTokens { get; }

    /// <summary>Whether inputs that begin with the same tokens compute these once.</summary>
    bool SharesBeginnings { get; }

    /// <summary>Tokens waiting or running now.</summary>
    long PendingTokens { get; }

    /// <summary>Items waiting now.</summary>
    int PendingItems { get; }

    /// <summary>How long what waits already will take; null when nothing is known.</summary>
    TimeSpan? PredictWait(BatchLane lane);

    /// <summary>
    /// Enqueues a call's items as a unit. A completed outcome's result is null, or why the item has no usable output.
    /// </summary>
    Task<BatchOutcome<string?>>[] Enqueue(ReadOnlySpan<BatchEntry<InferenceItem>> items, DateTimeOffset? deadline, CancellationToken cancellationToken);
}
