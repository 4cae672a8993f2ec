namespace RewardServer.Api;

/// <summary>What a generative verifier's samples said.</summary>
internal sealed record VerificationResult
{
    /// <summary>The samples that were taken, in order.</summary>
    public required IReadOnlyList<VerifierSampleResult> Samples { get; init; }

    /// <summary>Whether fewer samples than were asked for settled the vote.</summary>
    /// <example>false</example>
    public required bool DecidedEarly { get; init; }
}
