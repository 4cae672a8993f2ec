using System.Text.Json;
using System.Text.Json.Nodes;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Training.Models;

/// <summary>Writes a model as a Hugging Face checkpoint: <c>config.json</c>, <c>model.safetensors</c> and the layout.</summary>
internal static class CheckpointWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes into an existing folder.</summary>
    /// <param name="model">Backbone and head.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="kind">What the files say it is.</param>
    /// <param name="folder">The folder.</param>
    public static void Write(Backbone model, ModelShape shape, CheckpointKind kind, string folder)
    {
        File.WriteAllText(Path.Combine(folder, "config.json"), Config(shape, (int)model.Parameters[Backbone.Embedding].shape[0], kind).ToJsonString(Indented));
        if (kind.Layout is { } layout)
        {
            // For rewardserver import --layout: Hugging Face has no place for it.
            File.WriteAllBytes(Path.Combine(folder, "layout.json"), ManifestJson.WriteFormat(layout));
        }

        SafetensorsWriter.Write(model.Parameters, WeightsOf(folder));
    }

    /// <summary>The file of weights in a checkpoint.</summary>
    public static string WeightsOf(string folder) => Path.Combine(folder, "model.safetensors");

    private static JsonObject Config(ModelShape shape, int vocabulary, CheckpointKind kind) => new()
    {
        ["architectures"] = new JsonArray(kind.Architecture),
        ["model_type"] = "qwen2",
        ["hidden_size"] = shape.Hidden,
        ["intermediate_size"] = shape.Intermediate,
        ["num_hidden_layers"] = shape.Layers,
        ["num_attention_heads"] = shape.Heads,
        ["num_key_value_heads"] = shape.KvHeads,
        ["head_dim"] = shape.HeadDim,
        ["vocab_size"] = vocabulary,
        ["hidden_act"] = "silu",
        ["rms_norm_eps"] = shape.NormEpsilon,
        ["rope_theta"] = shape.RopeTheta,
        ["max_position_embeddings"] = shape.MaxPositions,
        ["tie_word_embeddings"] = kind.IsTied,
        ["use_sliding_window"] = false,
        ["torch_dtype"] = "float32",
    };
}
