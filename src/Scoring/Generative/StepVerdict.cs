namespace RewardServer.Scoring.Generative;

/// <summary>What a sample says of one step.</summary>
/// <param name="Verdict">What it says.</param>
/// <param name="Probability">That the step is right, in [0, 1]: 1 or 0 for a verifier that only says which; null when unparsable.</param>
public readonly record struct StepVerdict(VerifierVerdict Verdict, double? Probability)
{
    /// <summary>The text says nothing readable of the step.</summary>
    public static StepVerdict Unparsable { get; } = new(VerifierVerdict.Unparsable, null);

    /// <summary>A verdict without a probability of its own.</summary>
    public static StepVerdict Of(bool isCorrect) => isCorrect ? new(VerifierVerdict.Correct, 1) : new(VerifierVerdict.Incorrect, 0);

    /// <summary>The verdict of a probability: correct from 0.5 up.</summary>
    public static StepVerdict Of(double probability) => new(probability >= 0.5 ? VerifierVerdict.Correct : VerifierVerdict.Incorrect, probability);
}
