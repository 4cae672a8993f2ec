using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Generative.Verifiers;

/// <summary>What was published of a verifier, and how one is made of it.</summary>
/// <typeparam name="TVerifier">A verifier of one response, or of two.</typeparam>
/// <param name="Published">The published settings; what is null in them has no meaning for this verifier.</param>
/// <param name="Sampling">The published sampling.</param>
/// <param name="Placeholders">What its prompt must have put in, such as <c>{problem}</c>; empty when the prompt cannot be changed.</param>
/// <param name="Make">Makes one of resolved settings.</param>
internal sealed record VerifierDefinition<TVerifier>(
    VerifierManifest Published, SamplingOptions Sampling, IReadOnlyList<string> Placeholders, Func<VerifierManifest, SamplingOptions, TVerifier> Make)
{
    /// <summary>A verifier with what a manifest says otherwise.</summary>
    public TVerifier Create(VerifierManifest verifier, GenerationManifest? generation) => Make(
        Published with
        {
            YesTokens = verifier.YesTokens ?? Published.YesTokens,
            NoTokens = verifier.NoTokens ?? Published.NoTokens,
            DecisionText = verifier.DecisionText ?? Published.DecisionText,
            DecisionTemperature = verifier.DecisionTemperature ?? Published.DecisionTemperature,
            Prompt = verifier.Prompt ?? Published.Prompt,
            ReplyPrefix = verifier.ReplyPrefix ?? Published.ReplyPrefix,
            StopStrings = verifier.StopStrings ?? Published.StopStrings,
        },
        SamplingOf(generation));

    /// <summary>Everything wrong with a manifest's settings for this verifier.</summary>
    public IEnumerable<string> Check(VerifierManifest verifier, GenerationManifest? generation)
    {
        foreach (var (field, given, published) in Fields(verifier).Zip(Fields(Published), (mine, theirs) => (mine.Field, mine.Value, theirs.Value)))
        {
            if (given is not null && published is null)
                yield return $"verifier.{field} has no meaning for the verifier '{verifier.Name}'; remove it.";
            else if (given is IReadOnlyList<string> texts && (texts.Count == 0 || texts.Any(string.IsNullOrEmpty)))
                yield return $"verifier.{field} must list texts, none of them empty.";
        }

        if (verifier.DecisionTemperature is { } temperature and not (> 0 and < double.PositiveInfinity))
            yield return $"verifier.decision_temperature is {temperature}; it must be a finite number above 0.";
        if (verifier.Prompt is { } prompt && Published.Prompt is not null && Placeholders.FirstOrDefault(p => !prompt.Contains(p, StringComparison.Ordinal)) is { } missing)
            yield return $"verifier.prompt lacks {missing}; without it the model would not see what it judges.";
        if (SamplingOf(generation).Problem() is { } problem)
            yield return "generation." + problem;
    }

    private SamplingOptions SamplingOf(GenerationManifest? generation) => Sampling with
    {
        Temperature = generation?.Temperature ?? Sampling.Temperature,
        TopP = generation?.TopP ?? Sampling.TopP,
        TopK = generation?.TopK ?? Sampling.TopK,
        MaxTokens = generation?.MaxTokens ?? Sampling.MaxTokens,
    };

    private static IEnumerable<(string Field, object? Value)> Fields(VerifierManifest verifier) =>
    [
        ("yes_tokens", verifier.YesTokens), ("no_tokens", verifier.NoTokens), ("decision_text", verifier.DecisionText),
        ("decision_temperature", verifier.DecisionTemperature), ("prompt", verifier.Prompt), ("reply_prefix", verifier.ReplyPrefix), ("stop_strings", verifier.StopStrings),
    ];
}
