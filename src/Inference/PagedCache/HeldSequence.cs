namespace RewardServer.Inference.PagedCache;

/// <summary>The cache blocks of one sequence while it is part of a run.</summary>
internal sealed class HeldSequence
{
    /// <summary>Its blocks, in order.</summary>
    public List<PrefixBlock> Blocks { get; } = [];

    /// <summary>Tokens whose keys and values need not be computed.</summary>
    public int Start { get; set; }
}
