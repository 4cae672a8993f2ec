using System.Text.Json;
using System.Text.Json.Nodes;

namespace RewardServer.Training.RewardModels;

/// <summary>Writes a model as a Hugging Face checkpoint: <c>config.json</c>, <c>model.safetensors</c> and the layout.</summary>
internal static class CheckpointWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes into an existing folder.</summary>
    public static void Write(PrmModel model, ModelShape shape, int vocabulary, string folder)
    {
        File.WriteAllText(Path.Combine(folder, "config.json"), Config(shape, vocabulary).ToJsonString(Indented));
        File.WriteAllText(Path.Combine(folder, "layout.json"), Layout().ToJsonString(Indented));
        SafetensorsWriter.Write(model.Parameters, Path.Combine(folder, "model.safetensors"));
    }

    /// <summary>The prompt layout, for <c>rewardserver import --layout</c>: Hugging Face has no place for it.</summary>
    private static JsonObject Layout() => new() { ["name"] = PrmVocabulary.Format.Name, ["step_tag"] = PrmVocabulary.Format.StepTag };

    private static JsonObject Config(ModelShape shape, int vocabulary) => new()
    {
        ["architectures"] = new JsonArray("Qwen2ForProcessRewardModel"),
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
        ["tie_word_embeddings"] = false,
        ["use_sliding_window"] = false,
        ["torch_dtype"] = "float32",
    };
}
