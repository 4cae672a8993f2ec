namespace RewardServer.Scoring.Verification;

/// <summary>Mathematical equality between any two answers.</summary>
internal sealed class MathEquivalence(VerifierOptions options) : IAnswerEquivalence
{
    private readonly MathVerifier _verifier = new(options with { IsAsymmetric = false });

    /// <inheritdoc/>
    public bool AreEquivalent(string first, string second) => _verifier.VerifyAnswer(second, first).Status == VerdictStatus.Correct;
}
