namespace RewardServer.Batching;

/// <summary>Who waits: the lanes share the runner by weight, and none starves (docs/adr/0086).</summary>
public enum BatchLane
{
    /// <summary>Somebody waits for the answer.</summary>
    Interactive,

    /// <summary>A training run: much work, none of it urgent.</summary>
    Train,
}
