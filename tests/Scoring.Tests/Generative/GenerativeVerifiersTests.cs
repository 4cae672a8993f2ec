using CsCheck;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Layouts;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Tests.Generative;

public class GenerativeVerifiersTests
{
    private static readonly Trajectory Two = new("What is 2 + 3?", ["2 + 3 = 5", "The answer is {problem}."]);

    private static RewardModelManifest Manifest(string verifier) => new()
    {
        Name = "verifier",
        Kind = RewardModelKind.Generative,
        Format = new() { Name = "chat", Layout = "raw" },
        Readout = new() { Name = "verdict" },
        Verifier = new() { Name = verifier },
        MaxTokens = 512,
        Graph = new() { Head = PackedGraph.NextTokenHead, Outputs = 1000, Layers = 2, KvHeads = 1, HeadDim = 64, Vocabulary = 1000, MaxPositions = 512 },
    };

    private static async Task<VerifierSample> SampleAsync(string verifier, ScriptedGenerator generator, Trajectory? trajectory = null, SamplingOptions? sampling = null)
    {
        var made = GenerativeVerifiers.Create(Manifest(verifier))!;
        return (await made.VerifyAsync(trajectory ?? Two, generator, sampling ?? made.DefaultSampling, TestContext.Current.CancellationToken)).Value;
    }

    private static Task<VerifierSample> SampleAsync(string verifier, string text, double[]? answers = null, FinishReason finish = FinishReason.Stop) =>
        SampleAsync(verifier, new ScriptedGenerator(text, answers, finish));

    private static string Verdicts(VerifierSample sample) =>
        string.Concat(sample.Steps.Select(step => step.Verdict switch { VerifierVerdict.Correct => '+', VerifierVerdict.Incorrect => '-', _ => '?' }));

    public static TheoryData<string> All() => [.. GenerativeVerifiers.Names];

    public static TheoryData<string> Chains() => [GenerativeVerifiers.StepCheck, GenerativeVerifiers.ThinkPrm];

    [Theory]
    [InlineData("step-check", "What is 2 + 3?\nStep 1: 2 + 3 = 5\nStep 2: The answer is {problem}.\nCheck:\n")]
    [InlineData("think-prm", "You are given a math problem and a proposed step-by-step solution:\n\n[Math Problem]\n\nWhat is 2 + 3?\n\n[Solution]\n\nStep 1: 2 + 3 = 5\nStep 2: The answer is {problem}.\n\nReview and critique each step in the proposed solution to determine whether each step is correct. If the solution is incomplete, only verify the provided steps.")]
    [InlineData("critique", "The following is a math problem and a solution (split into paragraphs, enclosed with tags and indexed from 0):\n\n[Math Problem]\n\nWhat is 2 + 3?\n\n[Solution]\n\n<paragraph_0>\n2 + 3 = 5\n</paragraph_0>\n\n<paragraph_1>\nThe answer is {problem}.\n</paragraph_1>\n\nYour task is to review and critique the solution paragraph by paragraph. Once you identify an error in a paragraph, return the index of the paragraph where the earliest error occurs. Otherwise, return the index of -1 (which typically denotes \"not found\").\n\nPlease put your final answer (i.e., the index) in \\boxed{}.")]
    public async Task Prompt_is_the_published_one(string verifier, string expected)
    {
        var generator = new ScriptedGenerator("", [-1, -1]);
        await SampleAsync(verifier, generator);
        var message = Assert.Single(Assert.Single(generator.Requests).Messages);
        Assert.Equal((ChatRole.User, expected), (message.Role, ScriptedGenerator.TextOf(message)));
    }

    [Fact]
    public async Task Think_prm_opens_the_reply_stops_and_asks_as_published()
    {
        var generator = new ScriptedGenerator("", [-1, -1]);
        await SampleAsync("think-prm", generator);
        var request = generator.Requests[0];
        Assert.Equal("\nLet's verify step by step:", request.ReplyPrefix);
        Assert.Equal(["Is the solution correct?", "</think>"], request.StopStrings);
        Assert.Equal("\nIs the solution correct? ", request.Question!.Text);
        Assert.Equal(0.7, request.Sampling.Temperature);
    }

    [Theory]
    [MemberData(nameof(Chains))]
    public async Task Chain_judges_each_step_by_its_last_box_and_the_solution_by_yes_or_no(string verifier)
    {
        var text = "Step 1: is it \\boxed{incorrect}? No: 2 + 3 = 5. \\boxed{correct}\n**Step 2**: wrong.\nAs in Step 1: \\boxed{incorrect}\n";
        var sample = await SampleAsync(verifier, text, [Math.Log(0.2), Math.Log(0.6)]);
        Assert.Equal("+-", Verdicts(sample));
        Assert.Equal(0.25, sample.Probability!.Value, 12);
        Assert.Equal(VerifierVerdict.Incorrect, sample.Verdict);
    }

    [Theory]
    [InlineData("", "??")]
    [InlineData("\\boxed{correct}", "??")]
    [InlineData("Step 1: fine\nStep 2: \\boxed{correct}", "?+")]
    [InlineData("Step 2: \\boxed{correct}\nStep 1: \\boxed{incorrect}", "?-")]
    [InlineData("Step 1: \\boxed{correct}\nStep 3: \\boxed{incorrect}", "+?")]
    [InlineData("Step 1: \\boxed{Correct }\r\n- Step 2: \\boxed{\\text{incorrect}}", "+-")]
    [InlineData("Step 1: \\boxed{incorrect", "??")]
    [InlineData("Step 1: \\boxed{yes}\nStep 2 \\boxed{correct}", "?+")]
    [InlineData("Step 99999999999: \\boxed{correct}", "??")]
    public async Task Step_without_a_readable_verdict_has_none(string text, string expected) =>
        Assert.Equal(expected, Verdicts(await SampleAsync("step-check", text, [-0.1, -3])));

    [Theory]
    [InlineData("step-check")]
    [InlineData("think-prm")]
    [InlineData("gen-rm-cot")]
    public async Task Chain_cut_at_the_limit_has_no_verdict(string verifier)
    {
        var sample = await SampleAsync(verifier, "Step 1: \\boxed{correct}", [-0.1, -3], FinishReason.Length);
        Assert.Equal((VerifierVerdict.Unparsable, null), (sample.Verdict, sample.Probability));
    }

    [Fact]
    public async Task Gen_rm_generates_nothing_and_reads_the_share_of_yes_among_all_tokens()
    {
        var generator = new ScriptedGenerator("", [-1, -1], FinishReason.Length);
        var sample = await SampleAsync("gen-rm", generator, sampling: new() { MaxTokens = 100 });
        Assert.Equal(0, generator.Requests[0].Sampling.MaxTokens);
        Assert.Equal("Verification: Is the answer correct (Yes/No)?", generator.Requests[0].Question!.Text);
        Assert.EndsWith("Step 2: The answer is {problem}.\n", ScriptedGenerator.TextOf(generator.Requests[0].Messages[0]), StringComparison.Ordinal);
        Assert.Equal((Math.Exp(-1), VerifierVerdict.Incorrect), (sample.Probability, sample.Verdict));
    }

    [Fact]
    public async Task Decision_temperature_divides_the_log_probabilities()
    {
        var manifest = Manifest("think-prm") with { Verifier = new() { Name = "think-prm", DecisionTemperature = 2 } };
        var sample = (await GenerativeVerifiers.Create(manifest)!.VerifyAsync(Two, new ScriptedGenerator("", [-1, -3]), new(), TestContext.Current.CancellationToken)).Value;
        Assert.Equal(1 / (1 + Math.Exp(-1)), sample.Probability!.Value, 12);
    }

    [Theory]
    [InlineData("no error: \\boxed{-1}", "++", 1.0)]
    [InlineData("\\boxed{-1} but no: \\boxed{ 1 }", "+-", 0.0)]
    [InlineData("\\boxed{0}", "--", 0.0)]
    [InlineData("\\boxed{2}", "??", null)]
    [InlineData("\\boxed{-2}", "??", null)]
    [InlineData("\\boxed{one}", "??", null)]
    [InlineData("\\boxed{1.0}", "??", null)]
    [InlineData("the index is 1", "??", null)]
    [InlineData("", "??", null)]
    public async Task Critique_reads_the_last_box(string text, string steps, double? probability)
    {
        var sample = await SampleAsync("critique", text);
        Assert.Equal((steps, probability), (Verdicts(sample), sample.Probability));
    }

    [Theory]
    [InlineData("\\boxed{10}", 1.0)]
    [InlineData("\\boxed{1}", 0.0)]
    [InlineData("\\boxed{4}", 3 / 9.0)]
    [InlineData("\\boxed{0}", null)]
    [InlineData("\\boxed{11}", null)]
    [InlineData("\\boxed{7, 8}", null)]
    [InlineData("score: 7", null)]
    public async Task Score_of_one_to_ten_becomes_a_probability(string text, double? expected) =>
        Assert.Equal(expected, (await SampleAsync("deepseek-grm", text)).Probability);

    [Fact]
    public async Task Gen_prm_analyses_and_judges_a_step_a_turn()
    {
        var generator = new ScriptedGenerator((request, i) => i switch
        {
            0 => ScriptedGenerator.Says("good"),
            1 => ScriptedGenerator.Says("{Yes}$\n", [Math.Log(0.9), Math.Log(0.1)]),
            2 => ScriptedGenerator.Says("bad"),
            _ => ScriptedGenerator.Says("{No}$\n", [Math.Log(0.3), Math.Log(0.7)]),
        });
        var sample = await SampleAsync("gen-prm", generator);
        Assert.Equal([0.9, 0.3], sample.Steps.Select(step => Math.Round(step.Probability!.Value, 9)));
        Assert.Equal(0.3, sample.Probability!.Value, 9);
        Assert.Equal((4, 40, 12), (generator.Requests.Count, sample.PromptTokens, sample.GeneratedTokens));

        var last = generator.Requests[3];
        Assert.Equal("<analyze>\nLet's analyze the Paragraph 2 step by step: bad</analyze>\n<output>\n**Judgement**: $\\boxed", last.ReplyPrefix);
        Assert.Equal(ChoicePosition.LastMention, last.Question!.Position);
        Assert.Equal(
            ["What is 2 + 3?\n2 + 3 = 5", "<analyze>\nLet's analyze the Paragraph 1 step by step: good</analyze>\n<output>\n**Judgement**: $\\boxed{Yes}$\n</output>\n", "The answer is {problem}."],
            last.Messages.Skip(1).Select(ScriptedGenerator.TextOf));
    }

    [Fact]
    public async Task Gen_prm_without_one_judgement_has_no_verdict_for_the_solution()
    {
        var sample = await SampleAsync("gen-prm", new ScriptedGenerator((_, i) => ScriptedGenerator.Says("x", i == 1 ? [-0.1, -3] : null)));
        Assert.Equal(("+?", VerifierVerdict.Unparsable), (Verdicts(sample), sample.Verdict));
    }

    [Theory]
    [InlineData("<answer>[[A]]</answer>", "<answer>[[B]]</answer>", 1.0, 0)]
    [InlineData("<answer>[[B]]</answer>", "<answer>[[A]]</answer>", 0.0, 0)]
    [InlineData("<answer>[[A]]</answer>", "<answer>[[A]]</answer>", 0.5, 0)]
    [InlineData("<answer>[[A]]</answer>", "no idea", 1.0, 1)]
    [InlineData("[[A]] or [[B]]", "no idea", null, 2)]
    public async Task Pairwise_asks_in_both_orders(string given, string turned, double? preference, int unparsable)
    {
        var generator = new ScriptedGenerator((request, _) =>
            ScriptedGenerator.Says(ScriptedGenerator.TextOf(request.Messages[0]).Contains("Chatbot A's Response]\none\n", StringComparison.Ordinal) ? given : turned));
        var verifier = GenerativeVerifiers.CreatePairwise(Manifest("rm-r1"))!;
        var sample = (await verifier.CompareAsync("p", "one", "two", generator, verifier.DefaultSampling, TestContext.Current.CancellationToken)).Value;
        Assert.Equal((preference, unparsable, 20, 6), (sample.Preference, sample.Unparsable, sample.PromptTokens, sample.GeneratedTokens));
    }

    [Fact]
    public async Task Pairwise_verdict_counts_only_at_the_end()
    {
        var verifier = GenerativeVerifiers.CreatePairwise(Manifest("rm-r1"))!;
        var sample = (await verifier.CompareAsync("p", "one", "two", new ScriptedGenerator("[[A]]" + new string('x', 80)), new(), TestContext.Current.CancellationToken)).Value;
        Assert.Null(sample.Preference);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Any_text_gives_a_sample_in_range_and_never_a_made_up_score(string verifier)
    {
        string[] pieces = ["Step 1:", "Step 2:", "\\boxed{", "correct", "incorrect", "}", "{", "-1", "1", "7", "\n", " ", "é\U0001F600", "\\", "</think>", "Step ", "9999999999", "**"];
        Gen.Int[0, pieces.Length - 1].Array[0, 60].Select(chosen => string.Concat(chosen.Select(i => pieces[i]))).Sample(text =>
        {
            var sample = SampleAsync(verifier, text).GetAwaiter().GetResult();
            if (verifier is "step-check" or "think-prm" or "gen-rm" or "gen-rm-cot" or "gen-prm")
                Assert.Null(sample.Probability);
            Assert.True(sample.Probability is null or (>= 0 and <= 1));
            Assert.Equal(sample.Probability is null, sample.Verdict == VerifierVerdict.Unparsable);
            Assert.All(sample.Steps, step => Assert.Equal(step.Probability is null, step.Verdict == VerifierVerdict.Unparsable));
            if (sample.Steps.Count != 0)
                Assert.Equal(2, sample.Steps.Count);
        }, iter: 2000);
    }

    [Fact]
    public async Task Hostile_depth_is_read_in_one_pass()
    {
        var text = string.Concat(Enumerable.Repeat("Step 1: \\boxed{", 50_000)) + string.Concat(Enumerable.Repeat("\n\\boxed{", 50_000));
        Assert.Equal("??", Verdicts(await SampleAsync("step-check", text, [-0.1, -3])));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_verifier_is_sound_as_published(string verifier) => Assert.Empty(ManifestValidator.Validate(Manifest(verifier)));

    [Fact]
    public void Everything_wrong_with_the_section_is_said_at_once()
    {
        var manifest = Manifest("critique") with
        {
            Verifier = new() { Name = "critique", Prompt = "{problem}", YesTokens = ["Yes"], StopStrings = [], DecisionTemperature = 0 },
            Generation = new() { Temperature = -1 },
            Readout = new() { Name = "sigmoid" },
        };
        var problems = ManifestValidator.Validate(manifest);
        foreach (var field in new[] { "readout.name", "verifier.yes_tokens", "verifier.decision_temperature", "verifier.stop_strings", "verifier.prompt", "generation.temperature" })
            Assert.Contains(problems, problem => problem.StartsWith(field, StringComparison.Ordinal));
    }

    [Fact]
    public void Kinds_and_sections_go_together()
    {
        Assert.StartsWith("verifier is missing", Assert.Single(ManifestValidator.Validate(Manifest("critique") with { Verifier = null })), StringComparison.Ordinal);
        Assert.StartsWith("verifier.name 'magic' is unknown", Assert.Single(ManifestValidator.Validate(Manifest("magic"))), StringComparison.Ordinal);
        var process = Manifest("critique") with { Kind = RewardModelKind.Process, Format = new() { Name = "plain", StepTag = "<step>" }, Generation = new() };
        var problems = ManifestValidator.Validate(process);
        Assert.Contains(problems, problem => problem.StartsWith("verifier has no meaning", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith("generation has no meaning", StringComparison.Ordinal));
    }
}
