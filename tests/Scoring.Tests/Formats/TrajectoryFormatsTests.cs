using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Tests.Formats;

public class TrajectoryFormatsTests
{
    private static IReadOnlyList<string> Problems(FormatManifest manifest, FakeTokenizer tokenizer, RewardModelKind kind = RewardModelKind.Process) =>
        Assert.Throws<ManifestException>(() => TrajectoryFormats.Create(manifest, kind, FakeTokenizer.Encode, tokenizer.Find)).Problems;

    [Fact]
    public void Unknown_name_lists_the_known_ones() =>
        Assert.Contains("qwen-prm, pure, skywork-prm, math-shepherd", Assert.Single(Problems(new() { Name = "chatty" }, new())), StringComparison.Ordinal);

    [Fact]
    public void Every_problem_of_the_manifest_is_listed()
    {
        var problems = Problems(
            new() { Name = "pure", SystemPrompt = "x", ProblemSuffix = "y", StepSeparator = "", StepTagId = -3 },
            new(),
            RewardModelKind.Outcome);

        Assert.Equal(5, problems.Count);
        Assert.Contains(problems, problem => problem.Contains("system_prompt", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("problem_suffix", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("step_separator", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("step_tag_id", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("Outcome", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_missing_token_is_listed()
    {
        var problems = Problems(new() { Name = "qwen-prm" }, new FakeTokenizer().Without("<|im_end|>").Without("<extra_0>"));

        Assert.Equal(2, problems.Count);
        Assert.Contains("<|im_end|>", problems[0], StringComparison.Ordinal);
        Assert.Contains("step_tag_id", problems[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Tag_id_makes_the_tag_by_content_unnecessary() =>
        Assert.Equal("qwen-prm", TrajectoryFormats.Create(
            new() { Name = "qwen-prm", StepTagId = 151651 },
            RewardModelKind.Process,
            FakeTokenizer.Encode,
            new FakeTokenizer().Without("<extra_0>").Find).Name);

    [Fact]
    public void Tag_of_several_tokens_is_refused() =>
        Assert.Contains("\"xyz\"", Assert.Single(Problems(new() { Name = "pure", StepTag = "xyz" }, new())), StringComparison.Ordinal);

    [Fact]
    public void Plain_process_needs_a_tag() =>
        Assert.Contains("step_tag is missing", Assert.Single(Problems(new() { Name = "plain" }, new())), StringComparison.Ordinal);

    [Fact]
    public void Names_are_all_creatable()
    {
        var tokenizer = FormatSamples.Tokenizer();
        Assert.Equal(TrajectoryFormats.Names.Order(), FormatSamples.All.Select(sample => sample.Manifest.Name).Distinct().Order());
        Assert.All(FormatSamples.All, sample => Assert.Equal(sample.Manifest.Name, sample.Create(FakeTokenizer.Encode, tokenizer.Find).Name));
    }

    [Fact]
    public void Every_problem_of_a_chat_format_is_listed_at_once()
    {
        var problems = Problems(
            new() { Name = "hrm", Layout = "llama-4", LayoutDate = "yesterday", StepWindow = 0, EosToken = "x", ReadsPrompt = true },
            new(),
            RewardModelKind.Implicit);

        string[] expected = ["does not go with kind", "format.layout has no meaning", "format.layout_date has no meaning", "format.eos_token", "format.reads_prompt", "'llama-4' is unknown", "'yesterday'", "format.step_window is 0"];
        Assert.All(expected, part => Assert.Contains(problems, problem => problem.Contains(part, StringComparison.Ordinal)));
    }

    [Fact]
    public void Missing_tokens_of_format_and_layout_are_listed_together()
    {
        var problems = Problems(new() { Name = "rlhflow", StepTag = "xyz" }, new());
        Assert.Equal(5, problems.Count); // BOS, two header tokens, end of turn, the verdict
        Assert.Equal(3, problems.Count(problem => problem.Contains("the layout 'llama-3.1-untrimmed' inserts", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_chat_needs_a_layout() =>
        Assert.Contains("format.layout is missing", Assert.Single(Problems(new() { Name = "chat" }, new(), RewardModelKind.Outcome)), StringComparison.Ordinal);
}
