namespace RewardServer.Api;

/// <summary>How much of a trajectory came from the cache.</summary>
internal enum CacheState
{
    /// <summary>Nothing.</summary>
    Miss,

    /// <summary>Some steps; the model was still run over the whole input.</summary>
    Partial,

    /// <summary>All of it; the model was not run.</summary>
    Hit,
}
