namespace RewardServer.Scoring.Verification;

/// <summary>Checks mathematical answers by rules.</summary>
public sealed class MathVerifier : IVerifier
{
    private readonly VerifierOptions _options;

    /// <summary>A verifier with options; <see cref="Verifiers.Create"/> checks them.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public MathVerifier(VerifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(options));
        _options = options;
    }

    /// <inheritdoc/>
    public string Name => Verifiers.Math;

    /// <inheritdoc/>
    public Verdict VerifyResponse(string? response, string? referenceAnswer) =>
        VerifyAnswer(AnswerExtractor.Extract(response, _options.Extraction)?.Text, referenceAnswer);

    /// <inheritdoc/>
    public Verdict VerifyAnswer(string? answer, string? referenceAnswer)
    {
        if (string.IsNullOrWhiteSpace(referenceAnswer))
            return new(VerdictStatus.Unverifiable, answer, null, "There is no reference answer to compare with.");
        if (string.IsNullOrWhiteSpace(answer))
            return new(VerdictStatus.Incorrect, null, null, "The response has no answer.");
        return answer.Trim() == referenceAnswer.Trim()
            ? new(VerdictStatus.Correct, answer, answer.Trim(), "The answer is the reference answer, letter for letter.")
            : new(VerdictStatus.Incorrect, answer, answer.Trim(), "The answer differs from the reference answer.");
    }
}
