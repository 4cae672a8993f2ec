namespace RewardServer.Inference.PagedCache;

/// <summary>What became of the wish to hold the blocks of a sequence.</summary>
internal enum HoldResult
{
    /// <summary>They are held.</summary>
    Held,

    /// <summary>There is no room for its new tokens, or none for its blocks beside what others hold.</summary>
    NoRoom,

    /// <summary>Another sequence of the same run computes part of a block that this one could take over after it.</summary>
    BetterLater,
}
