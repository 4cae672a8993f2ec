namespace RewardServer.Scoring.Generative;

/// <summary>What the samples say together.</summary>
public sealed record Verification
{
    /// <summary>The samples that were taken, in order; those that an early decision made needless were never started.</summary>
    public required IReadOnlyList<VerifierSample> Samples { get; init; }

    /// <summary>The vote, in [0, 1].</summary>
    public required double Score { get; init; }

    /// <summary>Mean over the samples that judge it, per step; null where none does. Empty for a verifier that does not judge steps.</summary>
    public required IReadOnlyList<double?> StepScores { get; init; }

    /// <summary>Whether fewer samples than asked for were enough.</summary>
    public required bool DecidedEarly { get; init; }

    /// <summary>Tokens the model read for all samples.</summary>
    public int PromptTokens => Samples.Sum(sample => sample.PromptTokens);

    /// <summary>Tokens the model wrote for all samples.</summary>
    public int GeneratedTokens => Samples.Sum(sample => sample.GeneratedTokens);
}
