using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using RewardServer.Inference;
using RewardServer.Modeling.Graphs;
using RewardServer.Modeling.Graphs.Onnx;
using RewardServer.Scoring;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling.Tests;

/// <summary>Folders as Optimum leaves them: model.onnx, config.json and a tokenizer.</summary>
public sealed class ExportedGraphTests : IDisposable
{
    private const int Vocabulary = 50;

    private static readonly Dictionary<string, int> Bert = new() { ["[CLS]"] = 1, ["[SEP]"] = 2, ["yes"] = 7, ["no"] = 8 };
    private static readonly Dictionary<string, int> Roberta = new() { ["<s>"] = 0, ["</s>"] = 2 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_reranker_is_an_outcome_model_of_two_segments()
    {
        WriteConfig("BertForSequenceClassification", "bert", json => json["id2label"] = new JsonObject { ["0"] = "LABEL_0" });
        WriteGraph(1);
        var manifest = Import(Bert).Manifest;

        Assert.Empty(ManifestValidator.Validate(manifest));
        Assert.Equal((RewardModelKind.Outcome, "pair", "identity"), (manifest.Kind, manifest.Format.Name, manifest.Readout.Name));
        Assert.Equal(("padded", "stable", "classifier", 1), (manifest.Graph.Executor, manifest.Graph.Determinism, manifest.Graph.Head, manifest.Graph.Outputs));
        Assert.Equal((2, 3, 128), (manifest.Graph.SegmentEndId, manifest.Graph.PadId, manifest.MaxTokens));
    }

    [Fact]
    public void What_was_imported_runs_as_it_was_exported()
    {
        WriteConfig("BertForSequenceClassification", "bert");
        var table = WriteGraph(2);
        var model = Import(Bert);

        using var engine = new EngineModel(model.Folder);
        int[] tokens = [1, 9, 2, 8, 7, 2];
        // The graph puts out the rows of its table, at tokens of the second segment those behind.
        Assert.Equal(tokens.SelectMany((t, i) => table[(2 * (t + (i > 2 ? 1 : 0)))..][..2]), engine.Run(tokens, [.. Enumerable.Range(0, 6)]));
    }

    [Fact]
    public void Roberta_begins_its_positions_behind_the_padding_id()
    {
        WriteConfig("XLMRobertaForSequenceClassification", "xlm-roberta", json => json["pad_token_id"] = 1);
        WriteGraph(2);
        var manifest = Import(Roberta).Manifest;
        Assert.Equal((126, "<s>", "</s>", "softmax"), (manifest.MaxTokens, manifest.Format.BosToken, manifest.Format.EosToken, manifest.Readout.Name));
        Assert.Empty(ManifestValidator.Validate(manifest));
    }

    [Fact]
    public void A_token_classifier_is_a_process_model()
    {
        WriteConfig("ModernBertForTokenClassification", "modernbert");
        WriteGraph(2);
        var manifest = Import([]).Manifest;
        Assert.Equal((RewardModelKind.Process, "pure", "softmax-difference"), (manifest.Kind, manifest.Format.Name, manifest.Readout.Name));
        Assert.Null(manifest.Graph.SegmentEndId);
    }

    [Fact]
    public void A_language_model_needs_a_head()
    {
        WriteConfig("GPTNeoXForCausalLM", "gpt_neox");
        WriteGraph(Vocabulary);
        var model = ImportedModels.Import(Options(Bert) with { Head = PackedGraph.LabelTokensHead, LabelTokens = ["yes", "no"], Format = new() { Name = "plain", StepTag = "[SEP]" } });
        Assert.Equal((RewardModelKind.Process, 2, 2), (model.Manifest.Kind, model.Manifest.Graph.Outputs, model.Manifest.Format.StepTagId));
        Assert.Equal([7, 8], model.Manifest.Graph.LabelIds!);
        Assert.Empty(ManifestValidator.Validate(model.Manifest));
        using var engine = new EngineModel(model.Folder);
        Assert.Equal(2, engine.Run([1, 2, 3], [2]).Length);
    }

    [Fact]
    public void Weights_come_along_and_come_from_the_folder_only()
    {
        WriteConfig("BertForSequenceClassification", "bert");
        var table = WriteGraph(2, external: "model.onnx_data");
        File.WriteAllBytes(_folder["exported", "model.onnx_data"], System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(table).ToArray());
        var folder = Import(Bert).Folder;
        Assert.True(File.Exists(Path.Combine(folder, "model.onnx_data")));
        using (var engine = new EngineModel(folder))
            Assert.Equal(table[10..12], engine.Run([5], [0]));

        WriteGraph(2, external: "../secret");
        CheckpointFiles.AssertRefused(() => Import(Bert), "../secret");
        WriteGraph(2, external: "missing.bin");
        CheckpointFiles.AssertRefused(() => Import(Bert), "missing.bin");
    }

    [Fact]
    public void Several_numbers_that_make_no_score_are_refused()
    {
        WriteConfig("BertForSequenceClassification", "bert", json => json["problem_type"] = "multi_label_classification");
        WriteGraph(3);
        CheckpointFiles.AssertRefused(() => Import(Bert), "multi_label_classification", "3 outputs");
    }

    [Fact]
    public void Contradictions_and_damage_are_refused()
    {
        WriteConfig("BertForSequenceClassification", "bert", json => json["num_labels"] = 2);
        WriteGraph(3);
        CheckpointFiles.AssertRefused(() => Import(Bert), "2 labels", "puts out 3");
        WriteConfig("BertForSequenceClassification", "bert");
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(Options(Bert) with { Precision = "int8" }), "precision");
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(Options(Bert) with { MaxTokens = 129 }), "1 to 128");
        File.WriteAllText(_folder["exported", "model.onnx"], "no graph");
        CheckpointFiles.AssertRefused(() => Import(Bert), "model.onnx");
    }

    [Fact]
    public void Safetensors_of_a_known_family_win_over_an_exported_graph()
    {
        var checkpoint = ImportedModels.Checkpoint(_folder);
        File.WriteAllText(Path.Combine(checkpoint, "model.onnx"), "not looked at");
        var manifest = ImportedModels.Import(new() { Checkpoint = checkpoint, Models = _folder["models"] }).Manifest;
        Assert.Equal("packed", manifest.Graph.Executor);
    }

    private ImportOptions Options(Dictionary<string, int> tokens) => new()
    {
        Checkpoint = _folder["exported"],
        Models = _folder["models"],
        Replace = true,
        FindToken = text => tokens.TryGetValue(text, out var id) ? id : text == "\n" ? 4 : null,
    };

    private ImportedModel Import(Dictionary<string, int> tokens) => ImportedModels.Import(Options(tokens));

    private void WriteConfig(string architecture, string type, Action<JsonObject>? change = null)
    {
        Directory.CreateDirectory(_folder["exported"]);
        var json = new JsonObject
        {
            ["architectures"] = new JsonArray(architecture),
            ["model_type"] = type,
            ["vocab_size"] = Vocabulary,
            ["max_position_embeddings"] = 128,
            ["pad_token_id"] = 3,
        };
        change?.Invoke(json);
        File.WriteAllBytes(_folder["exported", "config.json"], JsonSerializer.SerializeToUtf8Bytes(json));
    }

    /// <summary>logits[b, t] = table[ids[b, t] + types[b, t]]; returns the table [51, outputs].</summary>
    private float[] WriteGraph(int outputs, string? external = null)
    {
        float[] table = [.. Enumerable.Range(0, (Vocabulary + 1) * outputs).Select(i => (i * 0.125f) - 3)];
        var graph = new GraphBuilder();
        foreach (var input in new[] { PackedGraph.InputIds, "attention_mask", "token_type_ids" })
            graph.Input(input, ElementType.Int64, "batch", "sequence");
        var rows = graph.Node(Operator.Add, "rows", [PackedGraph.InputIds, "token_type_ids"]);
        graph.Node(Operator.Gather, PaddedGraph.Logits, [graph.Weight("table", () => Table(table, outputs, external)), rows]);
        graph.Output(PaddedGraph.Logits, ElementType.Float, "batch", "sequence", outputs);
        File.WriteAllBytes(_folder["exported", "model.onnx"], graph.Build().ToByteArray());
        return table;
    }

    private static TensorProto Table(float[] values, int columns, string? external)
    {
        var tensor = new TensorProto { Name = "table", DataType = (int)ElementType.Float };
        tensor.Dims.AddRange([values.Length / columns, columns]);
        if (external is null)
        {
            tensor.RawData = ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values));
            return tensor;
        }

        const int isExternal = 1;
        tensor.DataLocation = isExternal;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = external });
        return tensor;
    }
}
