namespace RewardServer.Api;

/// <summary>Whether one failed trajectory fails the call.</summary>
internal enum OnError
{
    /// <summary>It does.</summary>
    Fail,

    /// <summary>Its result carries the error; the others are answered.</summary>
    Partial,
}
