namespace RewardServer.Client;

/// <summary>
/// When a call is tried again: after <c>UNAVAILABLE</c>, and after <c>RESOURCE_EXHAUSTED</c> where the server says when to come back. It is
/// not where the wait would end after the call's deadline, and streams never are.
/// </summary>
public sealed record RetryOptions
{
    /// <summary>How often a call is made at most, the first time included; 1 never tries again. The default is 5.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>The wait after the first failure when the server names none; each further one is twice as long. The default is half a second.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest wait when the server names none. The default is 30 seconds.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Told of each failure that is followed by another try, and of the wait before it.</summary>
    public Action<RewardException, TimeSpan>? Retrying { get; init; }
}
