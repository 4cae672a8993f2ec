using System.Text.Json.Nodes;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Modeling.Graphs.Onnx;
using RewardServer.Scoring;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling.Tests;

public sealed class ImporterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Model_folder_holds_manifest_graph_and_weights()
    {
        var model = ImportedModels.Import(_folder, "fp32");

        Assert.Equal(["graph.onnx", "graph.onnx.data", "reward.json"], Directory.GetFiles(model.Folder).Select(Path.GetFileName).Order());
        var manifest = ManifestJson.Parse(File.ReadAllBytes(Path.Combine(model.Folder, "reward.json")));
        Assert.Equal(ManifestJson.Write(model.Manifest), ManifestJson.Write(manifest));
        Assert.Equal((2, 2, 16, 100, 300, 300), (manifest.Graph.Layers, manifest.Graph.KvHeads, manifest.Graph.HeadDim, manifest.Graph.Vocabulary, manifest.Graph.MaxPositions, manifest.MaxTokens));
        Assert.Equal("Qwen2ForProcessRewardModel", manifest.Source!.Architecture);
    }

    [Theory]
    [InlineData("fp32")]
    [InlineData("int8")]
    public void Weights_lie_on_pages_one_after_the_other_in_the_data_file(string precision)
    {
        var model = ImportedModels.Import(_folder, precision);
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(model.Folder, "graph.onnx"))).Graph;

        var end = 0L;
        foreach (var tensor in graph.Initializer.Where(t => t.ExternalData.Count > 0))
        {
            var external = tensor.ExternalData.ToDictionary(e => e.Key, e => e.Value);
            Assert.Equal("graph.onnx.data", external["location"]);
            var offset = long.Parse(external["offset"], null);
            Assert.Equal((0, true), (offset % 4096, offset >= end));
            end = offset + long.Parse(external["length"], null);
        }

        Assert.Equal(end, new FileInfo(Path.Combine(model.Folder, "graph.onnx.data")).Length);
    }

    [Theory]
    [InlineData("qwen2-prm", RewardModelKind.Process, "qwen-prm", "softmax", 1, "classifier", 2)]
    [InlineData("qwen2-token-classification", RewardModelKind.Process, "pure", "softmax-difference", 1, "classifier", 2)]
    [InlineData("qwen2-value-head", RewardModelKind.Process, "skywork-prm", "sigmoid", 0, "value", 1)]
    [InlineData("qwen2-rm-bf16-sharded", RewardModelKind.Outcome, "plain", "identity", 0, "value", 1)]
    [InlineData("llama3-sequence-classification", RewardModelKind.Outcome, "plain", "identity", 0, "classifier", 1)]
    [InlineData("qwen3-sequence-classification", RewardModelKind.Outcome, "plain", "identity", 0, "classifier", 1)]
    public void Architecture_decides_what_nobody_said(string name, RewardModelKind kind, string format, string readout, int positive, string head, int outputs)
    {
        var manifest = ImportedModels.Import(new() { Checkpoint = Golden.Checkpoint(name), Models = _folder.Root }).Manifest;

        Assert.Equal((name, kind, format), (manifest.Name, manifest.Kind, manifest.Format.Name));
        Assert.Equal((readout, positive), (manifest.Readout.Name, manifest.Readout.Positive));
        Assert.Equal((head, outputs), (manifest.Graph.Head, manifest.Graph.Outputs));
    }

    [Fact]
    public void Skywork_s_own_architecture_name_means_its_value_head()
    {
        var options = Options();
        CheckpointFiles.ChangeConfig(options.Checkpoint, c => c["architectures"] = new JsonArray("Qwen2ForPrmModel"));
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options), "lacks tensor 'v_head.summary.weight'");

        var body = SyntheticCheckpoint.Tensors(ImportedModels.Small).Where(t => !t.Name.StartsWith("score", StringComparison.Ordinal));
        CheckpointFiles.WriteZeros(Path.Combine(options.Checkpoint, CheckpointFiles.Weights), [.. body, ("lm_head.weight", [100, 64]), ("v_head.summary.weight", [1, 64]), ("v_head.summary.bias", [1])]);
        var manifest = ImportedModels.Import(options).Manifest;

        Assert.Equal((PackedGraph.ValueHead, "skywork-prm", "sigmoid"), (manifest.Graph.Head, manifest.Format.Name, manifest.Readout.Name));
    }

    [Fact]
    public void Language_model_must_be_told_how_to_judge()
    {
        var options = new ImportOptions { Checkpoint = Golden.Checkpoint("llama-causal"), Models = _folder["models"] };

        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options), "label-tokens", "label-log-probability", "target-log-probability");
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options with { Head = "classifier" }), "label-tokens");
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options with { Head = "label-tokens" }), "needs label tokens");
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options with { Head = "label-tokens", LabelIds = [1, 320] }), "320");
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options with { Head = "label-tokens", LabelIds = [7, 7] }), "different");
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options with { Head = "label-tokens", LabelTokens = ["+"] }), "'+'");
        Assert.False(Directory.Exists(_folder["models"]));
    }

    [Fact]
    public void Label_texts_are_looked_up()
    {
        var manifest = ImportedModels.Import(new()
        {
            Checkpoint = Golden.Checkpoint("llama-causal"),
            Models = _folder.Root,
            Head = PackedGraph.LabelTokensHead,
            LabelTokens = ["+", "-"],
            FindToken = text => text == "+" ? 10 : 12,
        }).Manifest;

        Assert.Equal([10, 12], manifest.Graph.LabelIds);
        Assert.Equal((RewardModelKind.Process, "softmax", 0, 1), (manifest.Kind, manifest.Readout.Name, manifest.Readout.Positive, manifest.Readout.Negative));
    }

    [Fact]
    public void Step_tag_is_found_under_either_of_its_names()
    {
        var options = Options();

        Assert.Equal(7, Import(options with { FindToken = text => text == "<extra_0>" ? 7 : null }).Format.StepTagId);
        Assert.Equal(8, Import(options with { FindToken = text => text == "<|quad_end|>" ? 8 : null }).Format.StepTagId);
        Assert.Equal(9, Import(options with { FindToken = _ => 7, Format = new() { Name = "qwen-prm", StepTagId = 9 } }).Format.StepTagId);
        Assert.Equal(6, Import(options with { FindToken = text => text == "<step>" ? 6 : null, Format = new() { Name = "qwen-prm", StepTag = "<step>" } }).Format.StepTagId);
        Assert.Equal(5, Import(options with { FindToken = text => text == "\n" ? 5 : null, Format = new() { Name = "pure" } }).Format.StepTagId);
        Assert.Null(Import(options with { FindToken = _ => 3, Format = new() { Name = "plain" } }).Format.StepTagId);
        Assert.Null(Import(options).Format.StepTagId);
        CheckpointFiles.AssertRefused(() => Import(options with { FindToken = _ => null }), "<extra_0>", "step tag");
        CheckpointFiles.AssertRefused(() => Import(options with { FindToken = _ => 100 }), "100");
        CheckpointFiles.AssertRefused(() => Import(options with { Format = new() { Name = "qwen-prm", StepTagId = -1 } }), "-1");

        RewardModelManifest Import(ImportOptions o) => ImportedModels.Import(o with { Replace = true }).Manifest;
    }

    [Fact]
    public void Options_that_do_not_fit_are_refused_by_value()
    {
        var options = Options();

        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options with { Device = "tpu" }), "'tpu'");
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options with { Precision = "int4" }), "'int4'");
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options with { Precision = "fp16" }), "'fp16'");
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options with { Device = "cuda", Precision = "int8" }), "'int8'");
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options with { Head = PackedGraph.ValueHead }), "'value'");
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options with { MaxTokens = 301 }), "301", "300");
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options with { MaxTokens = 0 }), "0");
        foreach (var name in (string[])["", ".hidden", "a/b", "..", "a b", "ä", new string('x', 129)])
            CheckpointFiles.AssertRefused(() => ImportedModels.Import(options with { Name = name }), "model name");
        Assert.False(Directory.Exists(_folder["models"]));
    }

    [Fact]
    public void Longest_input_and_threshold_can_be_chosen()
    {
        var manifest = ImportedModels.Import(Options() with { MaxTokens = 40, Threshold = 0.7f }).Manifest;
        Assert.Equal(0.7f, manifest.Threshold);

        Assert.Equal((40, 40), (manifest.MaxTokens, manifest.Graph.MaxPositions));
    }

    [Fact]
    public void Longest_input_is_capped_unless_asked_for()
    {
        var options = Options();
        CheckpointFiles.ChangeConfig(options.Checkpoint, c => c["max_position_embeddings"] = 131072);

        Assert.Equal(32768, ImportedModels.Import(options).Manifest.MaxTokens);
        Assert.Equal(40000, ImportedModels.Import(options with { Name = "longer", MaxTokens = 40000 }).Manifest.MaxTokens);
    }

    [Fact]
    public void Existing_model_is_kept_unless_it_is_to_be_replaced()
    {
        var options = Options();
        var folder = ImportedModels.Import(options).Folder;
        File.WriteAllText(Path.Combine(folder, "old.txt"), "old");

        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options), folder, "exists already");
        Assert.True(File.Exists(Path.Combine(folder, "old.txt")));

        Assert.Equal(folder, ImportedModels.Import(options with { Replace = true }).Folder);
        Assert.False(File.Exists(Path.Combine(folder, "old.txt")));
        Assert.Equal([folder], Directory.GetFileSystemEntries(_folder["models"]));
    }

    [Fact]
    public void Failed_replacement_leaves_the_old_model()
    {
        var options = Options() with { Replace = true };
        var folder = ImportedModels.Import(options).Folder;
        var before = File.ReadAllBytes(Path.Combine(folder, "graph.onnx.data"));
        CheckpointFiles.Rewrite(options.Checkpoint, (name, values) => values[0] = name == "score.2.bias" ? float.NaN : 0);

        CheckpointFiles.AssertRefused(() => ImportedModels.Import(options), "score.2.bias");

        Assert.Equal(before, File.ReadAllBytes(Path.Combine(folder, "graph.onnx.data")));
        Assert.Equal([folder], Directory.GetFileSystemEntries(_folder["models"]));
    }

    [Fact]
    public void Cancelled_import_leaves_nothing()
    {
        using var source = new CancellationTokenSource();
        var progress = new Callback(p => source.Cancel());

        Assert.ThrowsAny<OperationCanceledException>(() => CheckpointImporter.Import(Options(), progress, source.Token));

        Assert.Empty(Directory.GetFileSystemEntries(_folder["models"]));
    }

    [Fact]
    public void Progress_rises_to_the_total()
    {
        var reports = new List<ImportProgress>();

        CheckpointImporter.Import(Options(), new Callback(reports.Add), TestContext.Current.CancellationToken);

        Assert.Equal(reports.OrderBy(r => r.Done), reports);
        Assert.Equal(reports[^1].Total, reports[^1].Done);
        Assert.Single(reports.Select(r => r.Total).Distinct());
    }

    [Fact]
    public void Tokenizer_is_copied_or_written_by_the_caller()
    {
        var options = Options() with { WriteTokenizer = folder => File.WriteAllText(Path.Combine(folder, "tokenizer.json"), "written") };
        Assert.Equal("written", Tokenizer(ImportedModels.Import(options)));

        File.WriteAllText(Path.Combine(options.Checkpoint, "tokenizer.json"), "copied");
        Assert.Equal("copied", Tokenizer(ImportedModels.Import(options with { Replace = true })));

        static string Tokenizer(ImportedModel model) => File.ReadAllText(Path.Combine(model.Folder, "tokenizer.json"));
    }

    [Fact]
    public void Failing_tokenizer_writer_leaves_nothing()
    {
        var options = Options() with { WriteTokenizer = _ => throw new InvalidDataException("no tokenizer") };

        Assert.Throws<InvalidDataException>(() => ImportedModels.Import(options));

        Assert.Empty(Directory.GetFileSystemEntries(_folder["models"]));
    }

    [Fact]
    public void Same_checkpoint_gives_the_same_bytes()
    {
        var first = ImportedModels.Import(Options() with { Name = "one", Precision = "int8" });
        var second = ImportedModels.Import(Options() with { Name = "two", Precision = "int8" });

        foreach (var file in (string[])["graph.onnx", "graph.onnx.data"])
            Assert.Equal(File.ReadAllBytes(Path.Combine(first.Folder, file)), File.ReadAllBytes(Path.Combine(second.Folder, file)));
    }

    [Fact]
    public void Rope_parameters_of_newer_configs_mean_the_same()
    {
        var options = Options();
        var expected = File.ReadAllBytes(Path.Combine(ImportedModels.Import(options).Folder, "graph.onnx.data"));
        CheckpointFiles.ChangeConfig(options.Checkpoint, c =>
        {
            c.Remove("rope_theta");
            c["rope_parameters"] = new JsonObject { ["rope_type"] = "default", ["rope_theta"] = 1_000_000 };
        });

        Assert.Equal(expected, File.ReadAllBytes(Path.Combine(ImportedModels.Import(options with { Replace = true }).Folder, "graph.onnx.data")));
    }

    private ImportOptions Options() => new() { Checkpoint = ImportedModels.Checkpoint(_folder), Models = _folder["models"] };

    private sealed class Callback(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }
}
