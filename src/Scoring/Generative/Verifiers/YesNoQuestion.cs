using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Generative.Verifiers;

/// <summary>Yes or no, and the probability of yes among the two.</summary>
internal sealed class YesNoQuestion(VerifierManifest settings)
{
    /// <summary>The question as the generator is asked it.</summary>
    /// <param name="position">Where the answer is read.</param>
    /// <param name="text">What stands before it, where it is read at the end.</param>
    public ChoiceQuestion Ask(ChoicePosition position, string text) => new()
    {
        Choices = [new("yes", settings.YesTokens!), new("no", settings.NoTokens!)],
        Position = position,
        Text = text,
    };

    /// <summary>
    /// P(yes) / (P(yes) + P(no)), each to the power of 1 / temperature; for a verifier without a temperature (GenRM) P(yes) among all
    /// tokens. Null when the text has no answer to read.
    /// </summary>
    public double? Read(Generation generation) => (generation.ChoiceLogProbabilities, settings.DecisionTemperature) switch
    {
        ([var yes, var no], { } temperature) when !double.IsNaN(yes - no) => 1 / (1 + Math.Exp((no - yes) / temperature)),
        ([var yes, _], null) when !double.IsNaN(yes) => Math.Exp(yes),
        _ => null,
    };
}
