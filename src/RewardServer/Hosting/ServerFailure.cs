namespace RewardServer.Hosting;

/// <summary>Ends a running server that cannot do its work; the command reports the reason and exits with 1.</summary>
internal sealed class ServerFailure(IHostApplicationLifetime lifetime)
{
    /// <summary>Why it ended; null when it did not fail.</summary>
    public string? Reason { get; private set; }

    /// <summary>Ends the server.</summary>
    public void Stop(string reason)
    {
        Reason = reason;
        lifetime.StopApplication();
    }
}
