namespace RewardServer.Inference.Attention;

/// <summary>What a node's attributes say about its attention.</summary>
internal sealed record AttentionShape
{
    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key/value heads; divides <see cref="Heads"/>.</summary>
    public required int KvHeads { get; init; }

    /// <summary>Factor on the scores; 0 means 1/sqrt(head size).</summary>
    public required float Scale { get; init; }

    /// <summary>A token sees this many tokens, itself included; not positive means all before it.</summary>
    public required int Window { get; init; }

    /// <summary>Whether query and key are rotated by their position.</summary>
    public required bool Rotary { get; init; }

    /// <summary>Query heads that share one key/value head.</summary>
    public int Group => Heads / KvHeads;

    /// <summary>Throws when the numbers contradict each other.</summary>
    public void Validate()
    {
        if (Heads <= 0 || KvHeads <= 0 || Heads % KvHeads != 0)
            throw new InferenceException($"PagedAttention has {Heads} heads over {KvHeads} key/value heads; the first must be a multiple of the second.");
    }
}
