namespace RewardServer.Remote;

/// <summary>What the remote server answered to one attempt.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body, never larger than was allowed.</param>
/// <param name="RetryAfter">When it says to come back; null when it does not.</param>
internal sealed record RemoteAnswer(int Status, byte[] Body, TimeSpan? RetryAfter)
{
    /// <summary>Whether the server says that it did nothing and that trying again later helps.</summary>
    public bool IsRefusal => Status is 429 or 503;

    /// <summary>Whether the server is in trouble, and not only busy.</summary>
    public bool IsFailure => Status >= 500;
}
