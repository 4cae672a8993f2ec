using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Tests.Manifests;

public class ManifestValidatorTests
{
    private static readonly RewardModelManifest Sound = new()
    {
        Name = "arith-prm",
        Kind = RewardModelKind.Process,
        Format = new() { Name = "plain", StepTag = "<step>" },
        Readout = new() { Name = "softmax" },
        MaxTokens = 512,
        Graph = new()
        {
            Head = PackedGraph.ClassifierHead,
            Outputs = 2,
            Layers = 2,
            KvHeads = 1,
            HeadDim = 64,
            Vocabulary = 1000,
            MaxPositions = 512,
        },
    };

    private static void AssertProblem(RewardModelManifest manifest, string field) =>
        Assert.StartsWith(field, Assert.Single(ManifestValidator.Validate(manifest)), StringComparison.Ordinal);

    [Fact]
    public void Sound_manifest_has_no_problems() => Assert.Empty(ManifestValidator.Validate(Sound));

    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("name@sha256:0")]
    public void Name_follows_the_grammar(string name) => AssertProblem(Sound with { Name = name }, "name");

    [Fact]
    public void Name_has_at_most_128_characters()
    {
        Assert.Empty(ManifestValidator.Validate(Sound with { Name = new('a', 128) }));
        AssertProblem(Sound with { Name = new('a', 129) }, "name");
    }

    [Theory]
    [InlineData("../graph.onnx")]
    [InlineData("a\\b")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("C:graph")]
    public void Graph_file_stays_in_the_folder(string file) => AssertProblem(Sound with { Graph = Sound.Graph with { File = file } }, "graph.file");

    [Fact]
    public void Every_field_is_checked()
    {
        AssertProblem(Sound with { SchemaVersion = 2 }, "schema_version");
        AssertProblem(Sound with { MaxTokens = 513 }, "max_tokens");
        AssertProblem(Sound with { MaxTokens = 0 }, "max_tokens");
        AssertProblem(Sound with { Aggregation = "median" }, "aggregation");
        AssertProblem(Sound with { Readout = new() { Name = "softmax-difference" }, Aggregation = "product" }, "aggregation");
        AssertProblem(Sound with { Threshold = float.NaN }, "threshold");
        AssertProblem(Sound with { Threshold = 1.5f }, "threshold");
        AssertProblem(Sound with { Readout = new() { Name = "softmax", Positive = 2 } }, "readout.positive");
        AssertProblem(Sound with { Format = new() { Name = "pure", StepTagId = 1000 } }, "format.step_tag_id");
        AssertProblem(Sound with { Graph = Sound.Graph with { Executor = "jit" } }, "graph.executor");
        AssertProblem(Sound with { Graph = Sound.Graph with { Device = "tpu" } }, "graph.device");
        AssertProblem(Sound with { Graph = Sound.Graph with { Precision = "int4" } }, "graph.precision");
        AssertProblem(Sound with { Graph = Sound.Graph with { Precision = "fp16" } }, "graph.precision");
        AssertProblem(Sound with { Graph = Sound.Graph with { Determinism = "maybe" } }, "graph.determinism");
        AssertProblem(Sound with { Graph = Sound.Graph with { Head = "dot" } }, "graph.head");
        AssertProblem(Sound with { Graph = Sound.Graph with { Head = PackedGraph.ValueHead } }, "graph.outputs");
        AssertProblem(Sound with { Graph = Sound.Graph with { Head = PackedGraph.LabelTokensHead } }, "graph.label_ids");
        AssertProblem(Sound with { Graph = Sound.Graph with { Head = PackedGraph.LabelTokensHead, LabelIds = [1, 1000] } }, "graph.label_ids");
        AssertProblem(Sound with { Graph = Sound.Graph with { LabelIds = [1, 2] } }, "graph.label_ids");
        AssertProblem(Sound with { Graph = Sound.Graph with { Layers = 0 } }, "graph.layers");
        AssertProblem(Sound with { Graph = Sound.Graph with { KvHeads = 0 } }, "graph.kv_heads");
        AssertProblem(Sound with { Graph = Sound.Graph with { HeadDim = -1 } }, "graph.head_dim");
        AssertProblem(Sound with { Graph = Sound.Graph with { Vocabulary = 0 } }, "graph.vocabulary");
    }

    [Fact]
    public void A_remote_model_writes_promises_no_bits_and_has_no_layers()
    {
        var remote = Sound with
        {
            Kind = RewardModelKind.Generative,
            Format = new() { Name = "chat", Layout = "raw" },
            Readout = new() { Name = "verdict" },
            Verifier = new() { Name = "step-check" },
            Graph = new() { Executor = GraphManifest.RemoteExecutor, Determinism = "fast", Head = PackedGraph.NextTokenHead, Outputs = 1000, Vocabulary = 1000, MaxPositions = 512 },
        };
        Assert.Empty(ManifestValidator.Validate(remote));
        AssertProblem(remote with { Graph = remote.Graph with { Determinism = "stable" } }, "graph.determinism");
        AssertProblem(remote with { Graph = remote.Graph with { Layers = 2 } }, "graph.layers");
        AssertProblem(Sound with { Graph = remote.Graph with { Head = PackedGraph.ClassifierHead, Outputs = 2 } }, "graph.executor");
    }

    [Fact]
    public void Softmax_over_one_output_is_refused() =>
        AssertProblem(Sound with { Graph = Sound.Graph with { Head = PackedGraph.ValueHead, Outputs = 1 } }, "readout.name");

    [Fact]
    public void Every_problem_is_listed_at_once() =>
        Assert.Equal(4, ManifestValidator.Validate(Sound with { Name = "", MaxTokens = 0, Aggregation = "x", Threshold = 9 }).Count);

    [Fact]
    public void Two_labels_with_sigmoid_are_refused() => AssertProblem(Sound with { Readout = new() { Name = "sigmoid" } }, "readout.name");

    [Fact]
    public void Full_softmax_needs_log_probabilities() => AssertProblem(Sound with { Readout = new() { Name = "probability" } }, "readout.name");

    [Fact]
    public void A_preference_model_needs_a_readout_of_its_own_and_no_threshold()
    {
        var problems = ManifestValidator.Validate(Sound with { Kind = RewardModelKind.Preference, Threshold = 0 });
        Assert.Contains(problems, problem => problem.StartsWith("readout.name 'softmax' is no readout of a preference model", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.StartsWith("threshold", StringComparison.Ordinal));
        Assert.DoesNotContain(problems, problem => problem.StartsWith("aggregation", StringComparison.Ordinal));
    }

    [Fact]
    public void Implicit_models_need_a_pair_and_others_must_not_name_one()
    {
        var pair = new ImplicitManifest { Beta = 0.05 };
        var sound = Sound with
        {
            Kind = RewardModelKind.Implicit,
            Format = new() { Name = "eurus-prm" },
            Readout = new() { Name = "identity", Positive = 0 },
            Implicit = pair,
            Graph = Sound.Graph with { Head = PackedGraph.TargetHead, Outputs = 1 },
        };

        static IEnumerable<string> Problems(RewardModelManifest manifest) =>
            ManifestValidator.Validate(manifest).Where(problem => problem.Contains("implicit", StringComparison.Ordinal));

        Assert.Empty(Problems(sound));
        Assert.Contains("import the pair", Assert.Single(Problems(sound with { Implicit = null })), StringComparison.Ordinal);
        Assert.StartsWith("graph.head", Assert.Single(Problems(sound with { Graph = Sound.Graph with { Head = PackedGraph.ValueHead, Outputs = 1 } })), StringComparison.Ordinal);
        Assert.StartsWith("implicit has no meaning", Assert.Single(Problems(Sound with { Implicit = pair })), StringComparison.Ordinal);
        Assert.Equal(
            ["implicit.reference", "implicit.beta", "implicit.reading"],
            Problems(sound with { Implicit = new() { Reference = "../other", Beta = 0, Reading = "max" } }).Select(problem => problem.Split(' ')[0]));
    }

    [Fact]
    public void Padded_graphs_have_no_layers_of_ours()
    {
        var padded = Sound with { Graph = Sound.Graph with { Executor = "padded", Layers = 0, KvHeads = 0, HeadDim = 0, PadId = 0, SegmentEndId = 102 } };
        Assert.Empty(ManifestValidator.Validate(padded));
        AssertProblem(padded with { Graph = padded.Graph with { Layers = 2 } }, "graph.layers");
        AssertProblem(padded with { Graph = padded.Graph with { PadId = 1000 } }, "graph.pad_id");
        AssertProblem(padded with { Graph = padded.Graph with { SegmentEndId = -1 } }, "graph.segment_end_id");
        AssertProblem(padded with { Graph = padded.Graph with { Head = PackedGraph.NextTokenHead } }, "graph.head");
        AssertProblem(Sound with { Graph = Sound.Graph with { PadId = 0 } }, "graph.pad_id");
    }

    [Fact]
    public void Everything_wrong_with_a_label_model_is_listed_at_once()
    {
        var manifest = Sound with
        {
            Format = new() { Name = "rlhflow", Layout = "alpaca" },
            Readout = new() { Name = "sigmoid" },
            Graph = Sound.Graph with { Head = PackedGraph.LabelTokensHead, LabelIds = [5, 1000] },
        };
        var problems = ManifestValidator.Validate(manifest);
        foreach (var field in new[] { "format.layout", "readout.name", "graph.label_ids" })
            Assert.Contains(problems, problem => problem.StartsWith(field, StringComparison.Ordinal));
    }
}
