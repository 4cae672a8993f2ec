namespace RewardServer.Api;

/// <summary>What a model was replaced by; it answers every call that comes from now on.</summary>
internal sealed class ReloadResponse
{
    /// <summary>The model's name.</summary>
    /// <example>arith-prm</example>
    public required string Model { get; init; }

    /// <summary>What is served from now on.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What was served before; the same when the files have not changed, and then nothing was loaded.</summary>
    public required string PreviousFingerprint { get; init; }
}
