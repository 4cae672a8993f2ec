using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Tests.Manifests;

/// <summary>Formats, heads and readouts that each are known but do not go together; everything wrong is listed at once.</summary>
public class WrongCombinationTests
{
    private static RewardModelManifest Manifest(RewardModelKind kind, FormatManifest format, ReadoutManifest readout, string head, int outputs, int[]? labels = null) => new()
    {
        Name = "model",
        Kind = kind,
        Format = format,
        Readout = readout,
        MaxTokens = 512,
        Graph = new() { Head = head, Outputs = outputs, LabelIds = labels, Layers = 2, KvHeads = 1, HeadDim = 64, Vocabulary = 1000, MaxPositions = 512 },
    };

    private static void AssertProblems(RewardModelManifest manifest, params string[] expected)
    {
        var problems = ManifestValidator.Validate(manifest);
        Assert.Equal(expected.Length, problems.Count);
        Assert.All(expected, part => Assert.Contains(problems, problem => problem.Contains(part, StringComparison.Ordinal)));
    }

    [Fact]
    public void Everything_wrong_is_listed_at_once() =>
        AssertProblems(
            Manifest(
                RewardModelKind.Process,
                new() { Name = "rlhflow", Layout = "llama-4", LayoutDate = "now", StepTagId = 1000, StepJoiner = "x" },
                new() { Name = "sigmoid" },
                PackedGraph.LabelTokensHead,
                2,
                [10, 1000]),
            "format.layout 'llama-4' is unknown", "format.layout_date 'now'", "format.step_joiner has no meaning", "format.step_tag_id is 1000",
            "readout.name 'sigmoid' reads a head of one output", "graph.label_ids must lie in the vocabulary");

    [Fact]
    public void Implicit_model_without_a_reference_is_refused() =>
        AssertProblems(
            Manifest(RewardModelKind.Implicit, new() { Name = "plain", StepTag = "x" }, new() { Name = "identity" }, PackedGraph.TargetHead, 1),
            "format.name 'plain' does not go with kind 'Implicit'", "implicit is missing");

    [Fact]
    public void Readouts_of_two_rows_need_formats_that_read_the_prompt()
    {
        var gates = new ReadoutManifest { Name = "gated-objectives", Objectives = ["a", "b"] };
        AssertProblems(Manifest(RewardModelKind.Outcome, new() { Name = "chat", Layout = "llama-3" }, gates, PackedGraph.ClassifierHead, 6), "reads 2 rows a score, and the format 'chat' gives 1");
        AssertProblems(Manifest(RewardModelKind.Outcome, new() { Name = "armo-rm" }, gates, PackedGraph.ClassifierHead, 6));
        AssertProblems(Manifest(RewardModelKind.Outcome, new() { Name = "armo-rm" }, new() { Name = "identity" }, PackedGraph.ValueHead, 1), "the prompt would be read for nothing");

        var embedding = new ReadoutManifest { Name = "general-preference", GateTemperature = 8 };
        AssertProblems(Manifest(RewardModelKind.Preference, new() { Name = "chat", Layout = "chatml", ReadsPrompt = true }, embedding, PackedGraph.ClassifierHead, 6));
        AssertProblems(Manifest(RewardModelKind.Preference, new() { Name = "chat", Layout = "chatml" }, embedding, PackedGraph.ClassifierHead, 6), "use 'armo-rm', or 'chat' with reads_prompt");
    }

    [Fact]
    public void Label_pairs_and_pair_formats_go_together()
    {
        var pair = new ReadoutManifest { Name = "label-pair", Positive = 0, Negative = 1 };
        AssertProblems(Manifest(RewardModelKind.Preference, new() { Name = "pair-preference" }, pair, PackedGraph.LabelTokensHead, 2, [32, 33]));
        AssertProblems(Manifest(RewardModelKind.Preference, new() { Name = "chat", Layout = "raw" }, pair, PackedGraph.LabelTokensHead, 2, [32, 33]), "'label-pair' and 'pair-preference' go together");
        AssertProblems(
            Manifest(RewardModelKind.Preference, new() { Name = "pair-preference" }, new() { Name = "general-preference" }, PackedGraph.ClassifierHead, 6),
            "'label-pair' and 'pair-preference' go together");
    }
}
