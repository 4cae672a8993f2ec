using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Tests.Formats;

public class TrajectoryFormatsTests
{
    private static IReadOnlyList<string> Problems(FormatManifest manifest, FakeTokenizer tokenizer, RewardModelKind kind = RewardModelKind.Process) =>
        Assert.Throws<ManifestException>(() => TrajectoryFormats.Create(manifest, kind, FakeTokenizer.Encode, tokenizer.Find)).Problems;

    [Fact]
    public void Unknown_name_lists_the_known_ones() =>
        Assert.Contains("qwen-prm, pure, skywork-prm, plain", Assert.Single(Problems(new() { Name = "chat" }, new())), StringComparison.Ordinal);

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
        var tokenizer = new FakeTokenizer();
        Assert.All(TrajectoryFormats.Names, name => Assert.Equal(name, TrajectoryFormats.Create(
            new() { Name = name, StepTag = "<step>" }, RewardModelKind.Process, FakeTokenizer.Encode, tokenizer.Find).Name));
    }
}
