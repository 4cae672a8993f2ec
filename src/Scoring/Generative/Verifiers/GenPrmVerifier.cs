using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Generative.Verifiers;

/// <summary>
/// <c>gen-prm</c>: GenPRM's dialogue, a turn a step, in which the model analyses the step and then judges it. Its check by running code
/// is left out: no text of a model is ever run. A step's probability is Yes against No at the judgement; the solution's is the least of
/// them, and there is none when a judgement is missing.
/// </summary>
internal sealed class GenPrmVerifier(VerifierManifest settings, SamplingOptions sampling) : IGenerativeVerifier
{
    private const string System = "You are a math teacher. Your task is to review and critique the paragraphs in solution step by step.";
    private const string AnalysisEnd = "</analyze>\n";
    private const string JudgementStart = "<output>\n**Judgement**: $\\boxed";
    private const string JudgementEnd = "</output>\n";

    private readonly YesNoQuestion _question = new(settings);

    public static VerifierDefinition<IGenerativeVerifier> Definition { get; } = new(
        new() { Name = GenerativeVerifiers.GenPrm, YesTokens = ["Yes", " Yes"], NoTokens = ["No", " No"], DecisionTemperature = 1 },
        new() { Temperature = 0.6, TopP = 0.95, TopK = 20, MaxTokens = 2048 },
        [],
        (settings, sampling) => new GenPrmVerifier(settings, sampling));

    public string Name => settings.Name;

    public bool JudgesSteps => true;

    public SamplingOptions DefaultSampling => sampling;

    public async Task<ScoringResult<VerifierSample>> VerifyAsync(
        Trajectory trajectory, ITextGenerator generator, SamplingOptions sampling, CancellationToken cancellationToken)
    {
        List<ChatMessage> messages = [ChatMessage.Of(ChatRole.System, System)];
        List<StepVerdict> verdicts = [];
        List<Generation> texts = [];
        for (var step = 0; step < trajectory.Steps.Count; step++)
        {
            messages.Add(ChatMessage.Of(ChatRole.User, step == 0 ? $"{trajectory.Problem}\n{trajectory.Steps[0]}" : trajectory.Steps[step]));
            var prefix = $"<analyze>\nLet's analyze the Paragraph {step + 1} step by step: ";
            var result = await generator.GenerateAsync(Analysis(messages, prefix, sampling), cancellationToken).ConfigureAwait(false);
            if (!result.TryGet(out var analysis, out var error))
                return error;
            prefix += analysis.Text + AnalysisEnd + JudgementStart;
            result = await generator.GenerateAsync(Judgement(messages, prefix, sampling), cancellationToken).ConfigureAwait(false);
            if (!result.TryGet(out var judgement, out error))
                return error;
            texts.AddRange([analysis, judgement]);
            verdicts.Add(_question.Read(judgement) is { } probability ? StepVerdict.Of(probability) : StepVerdict.Unparsable);
            messages.Add(ChatMessage.Of(ChatRole.Assistant, prefix + judgement.Text + JudgementEnd));
        }

        return VerifierSamples.Of(verdicts.TrueForAll(verdict => verdict.Probability is not null) ? verdicts.Min(verdict => verdict.Probability) : null, verdicts, texts);
    }

    private static GenerationRequest Analysis(List<ChatMessage> messages, string prefix, SamplingOptions sampling) =>
        new() { Messages = [.. messages], ReplyPrefix = prefix, Sampling = sampling, StopStrings = [AnalysisEnd] };

    private GenerationRequest Judgement(List<ChatMessage> messages, string prefix, SamplingOptions sampling) => new()
    {
        Messages = [.. messages],
        ReplyPrefix = prefix,
        Sampling = sampling,
        StopStrings = [JudgementEnd],
        Question = _question.Ask(ChoicePosition.LastMention, ""),
    };
}
