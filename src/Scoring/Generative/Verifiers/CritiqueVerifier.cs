using System.Globalization;
using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;
using RewardServer.Scoring.Verification.Extraction;

namespace RewardServer.Scoring.Generative.Verifiers;

/// <summary>
/// <c>critique</c>: ProcessBench's judge, which puts the index of the first wrong paragraph, or -1, into a box. Steps before it count as
/// right; it and those that build on it as wrong.
/// </summary>
internal sealed class CritiqueVerifier(VerifierManifest settings, SamplingOptions sampling) : IGenerativeVerifier
{
    private const string Template = """
        The following is a math problem and a solution (split into paragraphs, enclosed with tags and indexed from 0):

        [Math Problem]

        {problem}

        [Solution]

        {solution}

        Your task is to review and critique the solution paragraph by paragraph. Once you identify an error in a paragraph, return the index of the paragraph where the earliest error occurs. Otherwise, return the index of -1 (which typically denotes "not found").

        Please put your final answer (i.e., the index) in \boxed{}.
        """;

    public static VerifierDefinition<IGenerativeVerifier> Definition { get; } = new(
        new() { Name = GenerativeVerifiers.Critique, Prompt = Template },
        new() { MaxTokens = 8192 },
        ["{problem}", "{solution}"],
        (settings, sampling) => new CritiqueVerifier(settings, sampling));

    public string Name => settings.Name;

    public bool JudgesSteps => true;

    public SamplingOptions DefaultSampling => sampling;

    public async Task<ScoringResult<VerifierSample>> VerifyAsync(
        Trajectory trajectory, ITextGenerator generator, SamplingOptions sampling, CancellationToken cancellationToken)
    {
        var request = new GenerationRequest
        {
            Messages = [ChatMessage.Of(ChatRole.User, PromptTemplate.Fill(settings.Prompt!, ("{problem}", trajectory.Problem), ("{solution}", PromptTemplate.TaggedParagraphs(trajectory.Steps))))],
            Sampling = sampling,
        };
        var result = await generator.GenerateAsync(request, cancellationToken).ConfigureAwait(false);
        if (!result.TryGet(out var generation, out var error))
            return error;
        var (firstError, steps) = (FirstErrorOf(generation.Text, trajectory.Steps.Count), trajectory.Steps.Count);
        return VerifierSamples.Of(
            firstError is { } index ? index == -1 ? 1 : 0 : null,
            [.. Enumerable.Range(0, steps).Select(step => firstError is { } at ? StepVerdict.Of(at == -1 || step < at) : StepVerdict.Unparsable)],
            [generation]);
    }

    /// <summary>The index in the last box: -1 to the last step's; null when there is none such.</summary>
    private static int? FirstErrorOf(string text, int steps) =>
        int.TryParse(BoxedFinder.Find(text), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var index)
            && index >= -1 && index < steps ? index : null;
}
