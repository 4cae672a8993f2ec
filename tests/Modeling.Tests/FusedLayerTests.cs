using System.Text.Json.Nodes;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Scoring;

namespace RewardServer.Modeling.Tests;

/// <summary>InternLM2: the same decoder as a Llama's, under other names and with fused projections, must put out the same bits.</summary>
public sealed class FusedLayerTests : IDisposable
{
    private const int Queries = 2; // query heads of a key/value head
    private const int HeadRows = 16 * 64; // numbers of one head's rows
    private const int Groups = 2;

    private static readonly Dictionary<string, string> Names = new()
    {
        ["model.embed_tokens"] = "model.tok_embeddings",
        ["self_attn.o_proj"] = "attention.wo",
        ["input_layernorm"] = "attention_norm",
        ["post_attention_layernorm"] = "ffn_norm",
        ["mlp.gate_proj"] = "feed_forward.w1",
        ["mlp.up_proj"] = "feed_forward.w3",
        ["mlp.down_proj"] = "feed_forward.w2",
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("fp32")]
    [InlineData("int8")]
    public void Fused_projections_are_taken_apart(string precision)
    {
        var llama = HeadCheckpoint.Write(_folder, "LlamaForCausalLM", [("v_head.weight", [1, 64])], json => json["model_type"] = "llama");
        var tensors = Read(llama).Where(t => !t.Name.Contains("_proj.bias", StringComparison.Ordinal)).ToList();
        Write(llama, tensors);
        var expected = Run(llama, "llama", precision);

        CheckpointFiles.ChangeConfig(llama, json =>
        {
            json["model_type"] = "internlm2";
            json["bias"] = false;
            json["architectures"] = new JsonArray("InternLM2ForRewardModel");
            json["rope_scaling"] = new JsonObject { ["type"] = "dynamic", ["factor"] = 2.0 };
        });
        Write(llama, [.. tensors.Where(t => !IsProjection(t.Name)).Select(t => t with { Name = Rename(t.Name) }), .. Enumerable.Range(0, 2).Select(i => Fuse(tensors, i)), ("output.weight", [100, 64], new float[6400])]);

        Assert.Equal(expected, Run(llama, "internlm2", precision));
    }

    [Fact]
    public void Biases_are_refused()
    {
        var checkpoint = HeadCheckpoint.Write(_folder, "InternLM2ForRewardModel", [("v_head.weight", [1, 64])], json => json["model_type"] = "internlm2");
        CheckpointFiles.AssertRefused(() => ImportedModels.Import(new() { Checkpoint = checkpoint, Models = _folder["models"] }), "bias");
    }

    private static bool IsProjection(string name) => name.Contains("q_proj", StringComparison.Ordinal) || name.Contains("k_proj", StringComparison.Ordinal) || name.Contains("v_proj", StringComparison.Ordinal);

    private static string Rename(string name) => Names.Aggregate(name, (n, pair) => n.Replace(pair.Key, pair.Value, StringComparison.Ordinal));

    private static (string Name, long[] Shape, float[] Values) Fuse(List<(string Name, long[] Shape, float[] Values)> tensors, int layer)
    {
        float[] Heads(string projection, int first, int count) =>
            tensors.Single(t => t.Name == $"model.layers.{layer}.self_attn.{projection}.weight").Values[(first * HeadRows)..((first + count) * HeadRows)];
        float[] fused = [.. Enumerable.Range(0, Groups).SelectMany(g => (float[])[.. Heads("q_proj", g * Queries, Queries), .. Heads("k_proj", g, 1), .. Heads("v_proj", g, 1)])];
        return ($"model.layers.{layer}.attention.wqkv.weight", [Groups * (Queries + 2) * 16, 64], fused);
    }

    private static List<(string Name, long[] Shape, float[] Values)> Read(string checkpoint)
    {
        using var file = SafetensorsFile.Open(Path.Combine(checkpoint, CheckpointFiles.Weights));
        return [.. file.Tensors.Select(tensor =>
        {
            var values = new float[tensor.Shape.Aggregate(1L, (a, b) => a * b)];
            file.Read(tensor, 0, values);
            return (tensor.Name, tensor.Shape.ToArray(), values);
        })];
    }

    private static void Write(string checkpoint, List<(string Name, long[] Shape, float[] Values)> tensors) =>
        SafetensorsWriter.Write(
            Path.Combine(checkpoint, CheckpointFiles.Weights),
            [.. tensors.Select(t => (t.Name, t.Shape))],
            TensorDataType.F32,
            (name, first, target) => tensors.Single(t => t.Name == name).Values.AsSpan((int)first, target.Length).CopyTo(target));

    private float[] Run(string checkpoint, string name, string precision)
    {
        var model = ImportedModels.Import(new() { Checkpoint = checkpoint, Models = _folder["models"], Name = name, Precision = precision });
        Assert.Equal((RewardModelKind.Outcome, "value"), (model.Manifest.Kind, model.Manifest.Graph.Head));
        using var engine = new EngineModel(model.Folder);
        return engine.Run([5, 4, 3, 99, 1], [0, 1, 2, 3, 4]);
    }
}
