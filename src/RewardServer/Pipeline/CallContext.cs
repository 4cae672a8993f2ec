using RewardServer.Api;
using RewardServer.Batching;
using RewardServer.Models;

namespace RewardServer.Pipeline;

/// <summary>What a transport knows of a call besides its content.</summary>
/// <param name="Dialect">The API that was spoken; a metric label.</param>
/// <param name="StartedAt">When it arrived, as a timestamp of the server's clock.</param>
/// <param name="Timeout">From its arrival, how long the caller waits; null: as long as it takes.</param>
/// <param name="Cancelled">The caller has left.</param>
internal sealed record CallContext(string Dialect, long StartedAt, TimeSpan? Timeout, CancellationToken Cancelled)
{
    /// <summary>Who waits for the answer: the lane its work queues in.</summary>
    public BatchLane Lane { get; init; }

    /// <summary>How long, from its arrival, the call waits for room before it is refused as too much; zero: not at all.</summary>
    public TimeSpan Patience { get; init; }

    /// <summary>The model the transport found already, and holds until it is done with the call; null: the one the request names.</summary>
    public ServedModel? Model { get; init; }

    /// <summary>Takes each result as it is finished, one at a time; null when the whole reply is enough.</summary>
    public Func<TrajectoryResult, ValueTask>? OnResult { get; init; }
}
