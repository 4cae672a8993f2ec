using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Generative.Verifiers;

/// <summary>
/// Verifiers that write a chain of thought and are then asked yes or no: ThinkPRM, GenRM-CoT and our own step check; and GenRM's
/// direct form, which writes nothing. A chain that was cut at the limit of tokens has come to no verdict.
/// </summary>
internal sealed class ChainVerifier(VerifierManifest settings, SamplingOptions sampling, bool judgesSteps, bool writes = true) : IGenerativeVerifier
{
    private const string ThinkPrmPrompt = """
        You are given a math problem and a proposed step-by-step solution:

        [Math Problem]

        {problem}

        [Solution]

        {solution}

        Review and critique each step in the proposed solution to determine whether each step is correct. If the solution is incomplete, only verify the provided steps.
        """;

    private const string GenRmPrompt = """
        Solve the math problems and provide step-by-step solutions, ending with "The answer is [Insert Final Answer Here]".
        When asked "Verification: Is the answer correct (Yes/No)?", respond with " Yes" or " No" based on the answer's correctness.
        When asked "Verification: Let's verify step by step.", verify every step of the solution and conclude with "Verification: Is the answer correct (Yes/No)?" followed by " Yes" or " No".

        Q: {problem}
        A: Let's think step by step.
        {solution}

        """;

    private const string GenRmDecision = "Verification: Is the answer correct (Yes/No)?";

    private static readonly string[] Placeholders = ["{problem}", "{solution}"];

    private readonly YesNoQuestion _question = new(settings);

    /// <summary><c>step-check</c>: the bundled model's form.</summary>
    public static VerifierDefinition<IGenerativeVerifier> StepCheck { get; } = new(
        new()
        {
            Name = GenerativeVerifiers.StepCheck,
            Prompt = "{problem}\n{solution}\nCheck:\n",
            DecisionText = "Is the solution correct?",
            StopStrings = ["Is the solution correct?"],
            YesTokens = [" Yes"],
            NoTokens = [" No"],
            DecisionTemperature = 1,
        },
        new() { MaxTokens = 512 },
        Placeholders,
        (settings, sampling) => new ChainVerifier(settings, sampling, judgesSteps: true));

    /// <summary><c>think-prm</c>: ThinkPRM, prompt and decision as its authors' code has them.</summary>
    public static VerifierDefinition<IGenerativeVerifier> ThinkPrm { get; } = new(
        new()
        {
            Name = GenerativeVerifiers.ThinkPrm,
            Prompt = ThinkPrmPrompt,
            ReplyPrefix = "\nLet's verify step by step:",
            DecisionText = "\nIs the solution correct? ",
            StopStrings = ["Is the solution correct?", "</think>"],
            YesTokens = ["Yes", "yes"],
            NoTokens = ["No", "no"],
            DecisionTemperature = 1,
        },
        new() { Temperature = 0.7, MaxTokens = 4096 },
        Placeholders,
        (settings, sampling) => new ChainVerifier(settings, sampling, judgesSteps: true));

    /// <summary><c>gen-rm</c>: P(Yes) in one prefill (Zhang et al., arXiv 2408.15240).</summary>
    public static VerifierDefinition<IGenerativeVerifier> GenRm { get; } = new(
        new()
        {
            Name = GenerativeVerifiers.GenRm,
            Prompt = GenRmPrompt,
            DecisionText = GenRmDecision,
            YesTokens = [" Yes", "Yes"],
            NoTokens = [" No", "No"],
        },
        new() { MaxTokens = 0 },
        Placeholders,
        (settings, sampling) => new ChainVerifier(settings, sampling, judgesSteps: false, writes: false));

    /// <summary><c>gen-rm-cot</c>: the same behind a chain of thought.</summary>
    public static VerifierDefinition<IGenerativeVerifier> GenRmCot { get; } = new(
        new()
        {
            Name = GenerativeVerifiers.GenRmCot,
            Prompt = GenRmPrompt,
            ReplyPrefix = "Verification: Let's verify step by step.",
            DecisionText = GenRmDecision,
            StopStrings = [GenRmDecision],
            YesTokens = [" Yes", "Yes"],
            NoTokens = [" No", "No"],
        },
        new() { Temperature = 0.7, MaxTokens = 1024 },
        Placeholders,
        (settings, sampling) => new ChainVerifier(settings, sampling, judgesSteps: false));

    public string Name => settings.Name;

    public bool JudgesSteps => judgesSteps;

    public SamplingOptions DefaultSampling => sampling;

    public async Task<ScoringResult<VerifierSample>> VerifyAsync(
        Trajectory trajectory, ITextGenerator generator, SamplingOptions sampling, CancellationToken cancellationToken)
    {
        var result = await generator.GenerateAsync(Request(trajectory, sampling), cancellationToken).ConfigureAwait(false);
        return result.TryGet(out var generation, out var error) ? SampleOf(generation, trajectory.Steps.Count) : error;
    }

    private GenerationRequest Request(Trajectory trajectory, SamplingOptions sampling) => new()
    {
        Messages = [ChatMessage.Of(ChatRole.User, PromptTemplate.Fill(settings.Prompt!, ("{problem}", trajectory.Problem), ("{solution}", PromptTemplate.NumberedSteps(trajectory.Steps))))],
        ReplyPrefix = settings.ReplyPrefix ?? "",
        Sampling = writes ? sampling : sampling with { MaxTokens = 0 },
        StopStrings = settings.StopStrings ?? [],
        Question = _question.Ask(ChoicePosition.End, settings.DecisionText!),
    };

    private VerifierSample SampleOf(Generation generation, int steps)
    {
        var isCut = writes && generation.FinishReason == FinishReason.Length;
        return VerifierSamples.Of(
            isCut ? null : _question.Read(generation), judgesSteps ? StepVerdicts.Read(generation.Text, steps) : [], [generation]);
    }
}
