namespace RewardServer.Caching.Redis;

/// <summary>What of Redis can fail on its own.</summary>
internal enum RedisConcern
{
    /// <summary>Being connected.</summary>
    Connection,

    /// <summary>Looking up.</summary>
    Reading,

    /// <summary>Keeping.</summary>
    Writing,

    /// <summary>Values being what was written.</summary>
    Values,
}
