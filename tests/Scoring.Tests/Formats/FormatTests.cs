using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Tests.Formats;

public class FormatTests
{
    private static readonly FakeTokenizer Tokenizer = new();

    private static EncodedTrajectory Encode(FormatManifest manifest, string problem, params string[] steps) =>
        Encode(manifest, RewardModelKind.Process, problem, steps);

    private static EncodedTrajectory Encode(FormatManifest manifest, RewardModelKind kind, string problem, params string[] steps)
    {
        var format = TrajectoryFormats.Create(manifest, kind, FakeTokenizer.Encode, Tokenizer.Find);
        return new TrajectoryEncoder(format, FakeTokenizer.Encode, 100_000).Encode(new(problem, steps)).Value;
    }

    private static int[] Slice(EncodedTrajectory encoded, int step) =>
        encoded.Input.TokenIds[encoded.StepTokens[step].Start..encoded.StepTokens[step].End];

    [Fact]
    public void QwenPrm_equals_the_rendered_prompt()
    {
        var encoded = Encode(new() { Name = "qwen-prm" }, "What is 1+1?", "step ab", "so\n\n2");
        var expected = Tokenizer.EncodeRendered(
            "<|im_start|>system\nPlease reason step by step, and put your final answer within \\boxed{}.<|im_end|>\n" +
            "<|im_start|>user\nWhat is 1+1?<|im_end|>\n<|im_start|>assistant\nstep ab<extra_0>so\n\n2<extra_0><|im_end|>\n");

        Assert.Equal(expected, encoded.Input.TokenIds);
        Assert.All(encoded.Input.ReadPositions, position => Assert.Equal(102, encoded.Input.TokenIds[position]));
        Assert.Equal(2, encoded.Input.ReadPositions.Length);
        Assert.Equal(FakeTokenizer.Encode("step ab"), Slice(encoded, 0));
        Assert.Equal(FakeTokenizer.Encode("so\n\n2"), Slice(encoded, 1));
    }

    [Fact]
    public void QwenPrm_step_that_merges_with_the_template_owns_the_shared_token()
    {
        // "user\n" + "\nWhy" and "assistant\n" + "\n1": the newlines meet, as they do in the rendered prompt.
        var encoded = Encode(new() { Name = "qwen-prm", SystemPrompt = "" }, "\nWhy", "b");
        Assert.Equal(Tokenizer.EncodeRendered("<|im_start|>user\n\nWhy<|im_end|>\n<|im_start|>assistant\nb<extra_0><|im_end|>\n"), encoded.Input.TokenIds);
        Assert.Contains(FakeTokenizer.DoubleNewline, encoded.Input.TokenIds);
    }

    [Fact]
    public void QwenPrm_takes_the_system_prompt_and_the_tag_id_of_the_manifest()
    {
        var encoded = Encode(new() { Name = "qwen-prm", SystemPrompt = "Be strict.", StepTagId = 777 }, "p", "a");
        Assert.StartsWith(
            string.Join(',', Tokenizer.EncodeRendered("<|im_start|>system\nBe strict.<|im_end|>\n")),
            string.Join(',', encoded.Input.TokenIds),
            StringComparison.Ordinal);
        Assert.Equal(777, encoded.Input.TokenIds[Assert.Single(encoded.Input.ReadPositions)]);
        Assert.DoesNotContain(102, encoded.Input.TokenIds);
    }

    [Fact]
    public void Pure_is_problem_then_each_step_and_a_newline_token()
    {
        var encoded = Encode(new() { Name = "pure" }, "Why?", "\nab", "c\n");
        int[] expected = [.. FakeTokenizer.Encode("Why?"), .. FakeTokenizer.Encode("\nab"), FakeTokenizer.Newline, .. FakeTokenizer.Encode("c\n"), FakeTokenizer.Newline];

        Assert.Equal(expected, encoded.Input.TokenIds);
        Assert.Equal([6, 9], encoded.Input.ReadPositions);
        Assert.Equal([(4, 6), (7, 9)], encoded.StepTokens);
    }

    [Fact]
    public void Skywork_is_bos_problem_newline_then_each_step_and_a_newline_token()
    {
        var encoded = Encode(new() { Name = "skywork-prm" }, "Why?", "ab", "c");
        int[] expected = [103, .. FakeTokenizer.Encode("Why?\n"), .. FakeTokenizer.Encode("ab"), FakeTokenizer.Newline, .. FakeTokenizer.Encode("c"), FakeTokenizer.Newline];

        Assert.Equal(expected, encoded.Input.TokenIds);
        Assert.Equal([6, 8], encoded.Input.ReadPositions);
    }

    [Fact]
    public void Skywork_without_bos_starts_with_the_problem() =>
        Assert.Equal(1000 + 'W', Encode(new() { Name = "skywork-prm", BosToken = "" }, "Why?", "ab").Input.TokenIds[0]);

    [Fact]
    public void Plain_process_reads_at_each_tag()
    {
        var encoded = Encode(new() { Name = "plain", StepTag = "<step>", ProblemSuffix = " =>" }, "p", "ab", "c");
        int[] expected = [.. FakeTokenizer.Encode("p =>"), .. FakeTokenizer.Encode("ab"), 104, .. FakeTokenizer.Encode("c"), 104];

        Assert.Equal(expected, encoded.Input.TokenIds);
        Assert.Equal([5, 7], encoded.Input.ReadPositions);
    }

    [Fact]
    public void Plain_outcome_joins_the_steps_and_reads_the_last_token()
    {
        var encoded = Encode(new() { Name = "plain" }, RewardModelKind.Outcome, "p", "a", "b");
        Assert.Equal([.. FakeTokenizer.Encode("p\n"), .. FakeTokenizer.Encode("a\n\nb")], encoded.Input.TokenIds);
        Assert.Equal([encoded.Input.TokenIds.Length - 1], encoded.Input.ReadPositions);
        Assert.Equal([(2, 3), (4, 5)], encoded.StepTokens);
    }

    [Fact]
    public void Plain_outcome_appends_the_tag_once_and_reads_it()
    {
        var encoded = Encode(new() { Name = "plain", StepTag = "<|endoftext|>" }, RewardModelKind.Outcome, "p", "a", "b");
        Assert.Equal(103, encoded.Input.TokenIds[Assert.Single(encoded.Input.ReadPositions)]);
        Assert.Single(encoded.Input.TokenIds, 103);
    }

    [Fact]
    public void Adjacent_texts_share_a_token_and_both_own_it()
    {
        // Separator "\n" and a step that starts with one: "\n\n" is one token, half template, half step.
        var encoded = Encode(new() { Name = "plain", StepSeparator = "\n" }, RewardModelKind.Outcome, "p", "a", "\nb");
        Assert.Equal([.. FakeTokenizer.Encode("p\n"), 1000 + 'a', FakeTokenizer.DoubleNewline, 1000 + 'b'], encoded.Input.TokenIds);
        Assert.Equal([(2, 3), (3, 5)], encoded.StepTokens);
    }

    [Theory]
    [InlineData("qwen-prm", "\n\n")]
    [InlineData("pure", "\n\n")]
    [InlineData("skywork-prm", "\n")]
    [InlineData("plain", "\n\n")]
    public void Separator_is_the_published_one_unless_the_manifest_says_otherwise(string name, string published)
    {
        var tag = name == "plain" ? "<step>" : null;
        Assert.Equal(published, Create(new() { Name = name, StepTag = tag }).StepSeparator);
        Assert.Equal("##", Create(new() { Name = name, StepTag = tag, StepSeparator = "##" }).StepSeparator);
    }

    private static ITrajectoryFormat Create(FormatManifest manifest) =>
        TrajectoryFormats.Create(manifest, RewardModelKind.Process, FakeTokenizer.Encode, Tokenizer.Find);

    [Fact]
    public void Roberta_has_two_separators_between_the_texts()
    {
        var manifest = new FormatManifest { Name = "pair", BosToken = "<s>", EosToken = "</s>", StepSeparator = " " };
        var tokenizer = new FakeTokenizer().With("<s>", 200).With("</s>", 201);
        var format = TrajectoryFormats.Create(manifest, RewardModelKind.Outcome, FakeTokenizer.Encode, tokenizer.Find);
        var input = new TrajectoryEncoder(format, FakeTokenizer.Encode, 100).Encode(new("q", ["x", "y"])).Value.Input;
        Assert.Equal([200, 1000 + 'q', 201, 201, 1000 + 'x', 1000 + ' ', 1000 + 'y', 201], input.TokenIds);
        Assert.Equal([7], input.ReadPositions);
    }
}
