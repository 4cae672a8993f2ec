using System.Globalization;
using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;
using RewardServer.Scoring.Verification.Extraction;

namespace RewardServer.Scoring.Generative.Verifiers;

/// <summary>
/// <c>deepseek-grm</c>: principles, a critique, and a whole score of 1 to 10 in a box (DeepSeek-GRM, arXiv 2504.02495, for one response).
/// The probability is (score - 1) / 9, so that samples are averaged as the authors add them up. The wording of the prompt is our own.
/// </summary>
internal sealed class ScoreVerifier(VerifierManifest settings, SamplingOptions sampling) : IGenerativeVerifier
{
    private const string Template = """
        Judge how good a response is.

        [Query]
        {problem}

        [Response]
        {solution}

        First write the principles by which a response to this query should be judged, with their weights. Then criticise the response by each of them. At last give it a whole score from 1 (useless) to 10 (perfect), and put the score in \boxed{}.
        """;

    public static VerifierDefinition<IGenerativeVerifier> Definition { get; } = new(
        new() { Name = GenerativeVerifiers.DeepSeekGrm, Prompt = Template },
        new() { Temperature = 0.5, MaxTokens = 2048 },
        ["{problem}", "{solution}"],
        (settings, sampling) => new ScoreVerifier(settings, sampling));

    public string Name => settings.Name;

    public bool JudgesSteps => false;

    public SamplingOptions DefaultSampling => sampling;

    public async Task<ScoringResult<VerifierSample>> VerifyAsync(
        Trajectory trajectory, ITextGenerator generator, SamplingOptions sampling, CancellationToken cancellationToken)
    {
        var request = new GenerationRequest
        {
            Messages = [ChatMessage.Of(ChatRole.User, PromptTemplate.Fill(settings.Prompt!, ("{problem}", trajectory.Problem), ("{solution}", string.Join("\n\n", trajectory.Steps))))],
            Sampling = sampling,
        };
        var result = await generator.GenerateAsync(request, cancellationToken).ConfigureAwait(false);
        return result.TryGet(out var generation, out var error)
            ? VerifierSamples.Of(ScoreOf(generation.Text) is { } score ? (score - 1) / 9.0 : null, [], [generation])
            : error;
    }

    private static int? ScoreOf(string text) =>
        int.TryParse(BoxedFinder.Find(text)?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var score) && score is >= 1 and <= 10 ? score : null;
}
