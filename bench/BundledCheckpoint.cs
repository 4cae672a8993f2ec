using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using RewardServer.Inference.Models;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Modeling.Graphs.Onnx;

namespace RewardServer.Bench;

/// <summary>
/// The checkpoint that a bundled fp32 model was imported from, put together again: the graph keeps every tensor under the checkpoint's name.
/// </summary>
internal static class BundledCheckpoint
{
    private const string Embedding = "model.embed_tokens.weight";

    /// <summary>Writes config.json, model.safetensors and the tokenizer into a folder.</summary>
    public static void Write(ModelFolder model, string folder)
    {
        Directory.CreateDirectory(folder);
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(model.GraphPath)).Graph;
        var tensors = graph.Initializer.Where(t => t.Name.StartsWith("model.", StringComparison.Ordinal) || t.Name.StartsWith("score.", StringComparison.Ordinal)).ToDictionary(t => t.Name);
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(Config(model, tensors)));
        File.Copy(Path.Combine(model.FolderPath, "tokenizer.json"), Path.Combine(folder, "tokenizer.json"));
        SafetensorsWriter.Write(
            Path.Combine(folder, "model.safetensors"),
            [.. tensors.Values.Select(t => (t.Name, t.Dims.ToArray()))],
            TensorDataType.F32,
            (name, first, values) => Read(model, tensors[name], first, values));
    }

    private static void Read(ModelFolder model, TensorProto tensor, long first, Span<float> values)
    {
        var external = tensor.ExternalData.ToDictionary(e => e.Key, e => e.Value);
        using var file = File.OpenRead(Path.Combine(model.FolderPath, external["location"]));
        file.Position = long.Parse(external["offset"], CultureInfo.InvariantCulture) + (first * sizeof(float));
        file.ReadExactly(MemoryMarshal.AsBytes(values));
    }

    // What the sizes do not tell is the same for all bundled models (src/Training/Models/ModelShape.cs).
    private static Dictionary<string, object> Config(ModelFolder model, Dictionary<string, TensorProto> tensors)
    {
        var manifest = model.Manifest;
        var query = tensors["model.layers.0.self_attn.q_proj.weight"].Dims[0];
        return new Dictionary<string, object>
        {
            ["architectures"] = new[] { manifest.Source!.Architecture },
            ["model_type"] = "qwen2",
            ["hidden_size"] = tensors[Embedding].Dims[1],
            ["intermediate_size"] = tensors["model.layers.0.mlp.gate_proj.weight"].Dims[0],
            ["num_hidden_layers"] = manifest.Graph.Layers,
            ["num_attention_heads"] = query / manifest.Graph.HeadDim,
            ["num_key_value_heads"] = manifest.Graph.KvHeads,
            ["vocab_size"] = manifest.Graph.Vocabulary,
            ["max_position_embeddings"] = manifest.Graph.MaxPositions,
            ["rms_norm_eps"] = 1e-6,
            ["rope_theta"] = 10_000,
            ["hidden_act"] = "silu",
            ["use_sliding_window"] = false,
            ["tie_word_embeddings"] = false,
            ["num_labels"] = manifest.Graph.Outputs,
        };
    }
}
