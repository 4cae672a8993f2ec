namespace RewardServer.Api;

/// <summary>Where the time went, in milliseconds.</summary>
internal sealed record Timings
{
    /// <summary>Turning text into tokens, all trajectories together.</summary>
    /// <example>0.1</example>
    public required double TokenizeMs { get; init; }

    /// <summary>Waiting for the engine; the longest of the call's trajectories.</summary>
    /// <example>0.4</example>
    public required double QueueMs { get; init; }

    /// <summary>In the engine; the longest of the call's trajectories.</summary>
    /// <example>3.2</example>
    public required double InferMs { get; init; }

    /// <summary>From the request's arrival to the reply.</summary>
    /// <example>4.0</example>
    public required double TotalMs { get; init; }
}
