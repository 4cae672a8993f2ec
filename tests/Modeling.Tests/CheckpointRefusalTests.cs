using System.Text.Json;
using System.Text.Json.Nodes;
using RewardServer.Modeling.Checkpoints;

namespace RewardServer.Modeling.Tests;

/// <summary>Every malformed checkpoint is refused with the one exception, names the culprit, and leaves nothing behind.</summary>
public sealed class CheckpointRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _checkpoint;

    public CheckpointRefusalTests() => _checkpoint = ImportedModels.Checkpoint(_folder);

    private string WeightsPath => Path.Combine(_checkpoint, CheckpointFiles.Weights);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("model.embed_tokens.weight")]
    [InlineData("model.layers.1.self_attn.q_proj.bias")]
    [InlineData("model.layers.0.post_attention_layernorm.weight")]
    [InlineData("model.norm.weight")]
    [InlineData("score.2.bias")]
    public void Missing_tensor_is_refused_by_name(string name)
    {
        CheckpointFiles.WriteZeros(WeightsPath, Tensors.Where(t => t.Name != name));

        AssertImportRefused($"lacks tensor '{name}'");
    }

    [Theory]
    [InlineData("model.layers.2.input_layernorm.weight")]
    [InlineData("model.layers.0.self_attn.q_norm.weight")]
    [InlineData("model.layers.0.self_attn.o_proj.bias")]
    [InlineData("v_head.summary.weight")]
    [InlineData("rotary_emb.inv_freq")]
    public void Unknown_tensor_is_refused_by_name(string name)
    {
        CheckpointFiles.WriteZeros(WeightsPath, [.. Tensors, (name, [64])]);

        AssertImportRefused($"has tensor '{name}'");
    }

    [Theory]
    [InlineData("model.embed_tokens.weight", new long[] { 64, 100 })]
    [InlineData("model.layers.1.mlp.down_proj.weight", new long[] { 77, 64 })]
    [InlineData("model.layers.0.self_attn.k_proj.weight", new long[] { 64, 64 })]
    [InlineData("model.norm.weight", new long[] { 1, 64 })]
    [InlineData("score.2.weight", new long[] { 3, 64 })]
    [InlineData("score.0.bias", new long[] { })]
    public void Wrong_shape_is_refused_with_both_shapes(string name, long[] shape)
    {
        CheckpointFiles.WriteZeros(WeightsPath, Tensors.Select(t => t.Name == name ? (name, shape) : t));

        AssertImportRefused($"'{name}' has shape [{string.Join(", ", shape)}]", "config.json asks for [");
    }

    [Fact]
    public void Tensors_without_influence_are_dropped()
    {
        CheckpointFiles.WriteZeros(WeightsPath, [.. Tensors, ("lm_head.weight", [100, 64]), ("model.rotary_emb.inv_freq", [8]), ("model.layers.1.self_attn.rotary_emb.inv_freq", [8])]);

        Assert.True(File.Exists(Path.Combine(Import().Folder, "graph.onnx")));
    }

    [Fact]
    public void Dropped_language_head_of_another_shape_is_refused_all_the_same()
    {
        CheckpointFiles.WriteZeros(WeightsPath, [.. Tensors, ("lm_head.weight", [101, 64])]);

        AssertImportRefused("'lm_head.weight' has shape [101, 64]");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Weight_that_is_no_number_is_refused_by_tensor(float value)
    {
        CheckpointFiles.Rewrite(_checkpoint, (name, values) =>
        {
            if (name == "model.layers.1.mlp.gate_proj.weight")
                values[^1] = value;
        });

        AssertImportRefused("model.layers.1.mlp.gate_proj.weight", "finite");
    }

    [Fact]
    public void Integer_weights_are_refused_by_tensor()
    {
        CheckpointFiles.ChangeHeader(WeightsPath, h => h.Replace("\"model.norm.weight\":{\"dtype\":\"F32\"", "\"model.norm.weight\":{\"dtype\":\"I32\"", StringComparison.Ordinal));

        AssertImportRefused("'model.norm.weight'", "F32, F16 or BF16");
    }

    [Fact]
    public void Truncated_file_is_refused()
    {
        using (var file = File.OpenWrite(WeightsPath))
            file.SetLength(file.Length - 1);

        AssertImportRefused(CheckpointFiles.Weights, "truncated");
    }

    [Theory]
    [InlineData("BertForSequenceClassification")]
    [InlineData("LlamaForCausalLM")]
    [InlineData("Qwen2ForMaskedLM")]
    [InlineData("ForProcessRewardModel")]
    public void Unknown_architecture_is_refused_by_name(string name)
    {
        CheckpointFiles.ChangeConfig(_checkpoint, c => c["architectures"] = new JsonArray(name));

        AssertImportRefused($"'{name}'", "Qwen2ForProcessRewardModel");
    }

    [Fact]
    public void Label_count_that_contradicts_the_head_is_refused()
    {
        CheckpointFiles.ChangeConfig(_checkpoint, c => c["num_labels"] = 3);

        AssertImportRefused("declares 3 labels");
    }

    [Theory]
    [InlineData("yarn")]
    [InlineData("longrope")]
    public void Unknown_rope_type_is_refused_by_name(string type)
    {
        CheckpointFiles.ChangeConfig(_checkpoint, c => c["rope_scaling"] = new JsonObject { ["rope_type"] = type, ["factor"] = 4 });

        AssertImportRefused("rope_scaling.rope_type", $"'{type}'");
    }

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("""{"model_type":"qwen2","model_type":"llama"}""", "not valid JSON")]
    [InlineData("""{"model_type":"\ud800"}""", "not valid JSON")]
    public void Malformed_config_is_refused(string json, string named)
    {
        File.WriteAllText(Path.Combine(_checkpoint, "config.json"), json);

        AssertImportRefused("config.json", named);
    }

    [Fact]
    public void Missing_files_are_refused_by_name()
    {
        File.Delete(WeightsPath);
        AssertImportRefused("model.safetensors", "pickled");
        File.Delete(Path.Combine(_checkpoint, "config.json"));
        AssertImportRefused("config.json");
        Directory.Delete(_checkpoint);
        AssertImportRefused("does not exist");
    }

    [Fact]
    public void Shards_are_read_like_one_file()
    {
        var expected = File.ReadAllBytes(Path.Combine(Import().Folder, "graph.onnx.data"));
        Split();

        var actual = ImportedModels.Import(new() { Checkpoint = _checkpoint, Models = _folder["models"], Name = "shards" });

        Assert.Equal(expected, File.ReadAllBytes(Path.Combine(actual.Folder, "graph.onnx.data")));
    }

    [Theory]
    [InlineData("../escape.safetensors")]
    [InlineData("sub/escape.safetensors")]
    [InlineData("sub\\\\escape.safetensors")]
    [InlineData("/etc/passwd")]
    [InlineData("C:escape.safetensors")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a\\u0000b")]
    public void Shard_outside_the_folder_is_refused(string file)
    {
        Split();
        ChangeIndex(text => text.Replace("b.safetensors", file, StringComparison.Ordinal));

        AssertImportRefused("leads outside the checkpoint folder");
    }

    [Theory]
    [InlineData("../elsewhere.safetensors")]
    [InlineData("sub/../elsewhere.safetensors")]
    [InlineData("../checkpoint/elsewhere.safetensors")]
    [InlineData("../../blobs/elsewhere.safetensors")]
    [InlineData("/etc/hostname")]
    public void Link_that_may_lead_outside_is_refused(string target)
    {
        File.Move(WeightsPath, _folder["elsewhere.safetensors"]);
        File.Copy(_folder["elsewhere.safetensors"], Path.Combine(_checkpoint, "elsewhere.safetensors"));
        Directory.CreateDirectory(Path.Combine(_checkpoint, "sub"));
        // Through a name of the folder, so that a chain is judged by each of its links.
        File.CreateSymbolicLink(Path.Combine(_checkpoint, "inside"), target);
        File.CreateSymbolicLink(WeightsPath, "inside");

        // A link into the void has no file at its end, and is refused for that.
        AssertImportRefused(File.Exists(WeightsPath) ? "'model.safetensors' is a link that leads outside" : "model.safetensors");
    }

    [Fact]
    public void Link_inside_the_folder_is_followed()
    {
        File.Move(WeightsPath, Path.Combine(_checkpoint, "weights"));
        File.CreateSymbolicLink(WeightsPath, "weights");

        Assert.Equal("checkpoint", Import().Manifest.Name);
    }

    [Fact]
    public void Blobs_folder_that_is_itself_a_link_is_refused()
    {
        var snapshot = Directory.CreateDirectory(_folder["models--x", "snapshots", "0f"]).FullName;
        Directory.CreateSymbolicLink(_folder["models--x", "blobs"], _checkpoint);
        File.CreateSymbolicLink(Path.Combine(snapshot, "config.json"), Path.Combine("..", "..", "blobs", "config.json"));

        CheckpointFiles.AssertRefused(() => ImportedModels.Import(new() { Checkpoint = snapshot, Models = _folder["models"] }), "'config.json' is a link");
    }

    [Fact]
    public void Snapshot_of_the_hugging_face_cache_may_link_to_its_blobs()
    {
        var snapshot = Directory.CreateDirectory(_folder["models--x", "snapshots", "0f"]).FullName;
        Directory.CreateDirectory(_folder["models--x", "blobs"]);
        foreach (var file in (string[])["config.json", CheckpointFiles.Weights])
        {
            File.Move(Path.Combine(_checkpoint, file), _folder["models--x", "blobs", file + "-sha"]);
            File.CreateSymbolicLink(Path.Combine(snapshot, file), Path.Combine("..", "..", "blobs", file + "-sha"));
        }

        Assert.Equal("0f", ImportedModels.Import(new() { Checkpoint = snapshot, Models = _folder["models"] }).Manifest.Name);
    }

    [Fact]
    public void Index_and_shards_must_agree()
    {
        Split();
        ChangeIndex(text => text.Replace("\"score.2.bias\":\"b.safetensors\"", "\"score.2.bias\":\"a.safetensors\"", StringComparison.Ordinal));
        AssertImportRefused("a.safetensors lacks tensor 'score.2.bias'");

        ChangeIndex(text => text.Replace(",\"score.2.bias\":\"a.safetensors\"", "", StringComparison.Ordinal));
        AssertImportRefused("b.safetensors holds tensor 'score.2.bias'");

        ChangeIndex(text => text.Replace("\"model.embed_tokens.weight\":\"a.safetensors\"", "\"model.embed_tokens.weight\":\"c.safetensors\"", StringComparison.Ordinal));
        AssertImportRefused("has no file 'c.safetensors'");
        ChangeIndex(text => text.Replace("c.safetensors", "a.safetensors", StringComparison.Ordinal));

        CheckpointFiles.WriteZeros(Path.Combine(_checkpoint, "b.safetensors"), Tensors);
        AssertImportRefused("is in another shard as well");
    }

    [Theory]
    [InlineData("{}", "weight_map")]
    [InlineData("""{"weight_map":[]}""", "weight_map")]
    [InlineData("""{"weight_map":{}}""", "lists no tensor")]
    [InlineData("""{"weight_map":{"a":1}}""", "'a'")]
    [InlineData("""{"weight_map":{"a":"x","a":"y"}}""", "not valid JSON")]
    [InlineData("""{"weight_map":{"\ud800":"x"}}""", "not valid JSON")]
    public void Malformed_index_is_refused(string json, string named)
    {
        Split();
        ChangeIndex(_ => json);

        AssertImportRefused("model.safetensors.index.json", named);
    }

    private static IReadOnlyList<(string Name, long[] Shape)> Tensors => SyntheticCheckpoint.Tensors(ImportedModels.Small);

    private ImportedModel Import() => ImportedModels.Import(new() { Checkpoint = _checkpoint, Models = _folder["models"] });

    private void AssertImportRefused(params string[] named)
    {
        CheckpointFiles.AssertRefused(() => Import(), named);
        Assert.Empty(Directory.Exists(_folder["models"]) ? Directory.GetFileSystemEntries(_folder["models"]) : []);
    }

    /// <summary>Turns the one file into shards a and b with every other tensor.</summary>
    private void Split()
    {
        var map = new Dictionary<string, string>();
        using (var checkpoint = Checkpoint.Open(new CheckpointFolder(_checkpoint)))
        {
            foreach (var (shard, odd) in ((string, int)[])[("a.safetensors", 0), ("b.safetensors", 1)])
            {
                var mine = Tensors.Where((_, i) => i % 2 == odd).ToList();
                mine.ForEach(t => map[t.Name] = shard);
                SafetensorsWriter.Write(Path.Combine(_checkpoint, shard), mine, TensorDataType.F32, (name, first, values) => checkpoint.Read(checkpoint.Find(name)!, first, values));
            }
        }

        // In the order of the list: Index_and_shards_must_agree counts on score.2.bias being the last.
        var ordered = Tensors.ToDictionary(t => t.Name, t => map[t.Name]);
        File.WriteAllText(Path.Combine(_checkpoint, "model.safetensors.index.json"), JsonSerializer.Serialize(new { metadata = new { total_size = 0 }, weight_map = ordered }));
        File.Delete(WeightsPath);
    }

    private void ChangeIndex(Func<string, string> change)
    {
        var path = Path.Combine(_checkpoint, "model.safetensors.index.json");
        File.WriteAllText(path, change(File.ReadAllText(path)));
    }
}
