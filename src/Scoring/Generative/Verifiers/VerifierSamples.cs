namespace RewardServer.Scoring.Generative.Verifiers;

/// <summary>Puts samples together.</summary>
internal static class VerifierSamples
{
    /// <summary>A sample of the texts that were written for it, at least one.</summary>
    /// <param name="probability">That the solution is right; null when the texts do not say.</param>
    /// <param name="steps">One a step, or none.</param>
    /// <param name="texts">What was written, in order.</param>
    public static VerifierSample Of(double? probability, IReadOnlyList<StepVerdict> steps, IReadOnlyList<Generation> texts) => new()
    {
        Verdict = probability switch
        {
            null => VerifierVerdict.Unparsable,
            >= 0.5 => VerifierVerdict.Correct,
            _ => VerifierVerdict.Incorrect,
        },
        Probability = probability,
        Steps = steps,
        Text = string.Join("\n\n", texts.Select(text => text.Text)),
        FinishReason = texts[^1].FinishReason,
        PromptTokens = texts.Sum(text => text.PromptTokens),
        GeneratedTokens = texts.Sum(text => text.GeneratedTokens),
    };
}
