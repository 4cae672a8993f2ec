using System.Text.Json;

namespace RewardServer.Modeling.Checkpoints;

/// <summary>Writes checkpoints of random weights in Hugging Face layout: well-formed, fast to make, and meaning nothing.</summary>
public static class SyntheticCheckpoint
{
    /// <summary>Writes config.json and model.safetensors into a folder, which is created.</summary>
    public static void Write(string folder, SyntheticDecoder decoder)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "config.json"), JsonSerializer.SerializeToUtf8Bytes(Config(decoder)));
        var tensors = Tensors(decoder);
        var fanIn = tensors.ToDictionary(t => t.Name, t => t.Shape[^1], StringComparer.Ordinal);
        var random = new Random(decoder.Seed);
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), tensors, decoder.DataType, (name, _, values) => Fill(random, name, fanIn[name], values));
    }

    /// <summary>Names and shapes of the tensors, in the order of the file.</summary>
    public static IReadOnlyList<(string Name, long[] Shape)> Tensors(SyntheticDecoder decoder)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        long hidden = decoder.HiddenSize, keyValue = hidden / decoder.Heads * decoder.KvHeads, inner = decoder.IntermediateSize;
        var tensors = new List<(string, long[])> { ("model.embed_tokens.weight", [decoder.Vocabulary, hidden]) };
        for (var i = 0; i < decoder.Layers; i++)
        {
            var prefix = $"model.layers.{i}.";
            tensors.Add((prefix + "input_layernorm.weight", [hidden]));
            foreach (var (name, rows) in new[] { ("q_proj", hidden), ("k_proj", keyValue), ("v_proj", keyValue) })
            {
                tensors.Add(($"{prefix}self_attn.{name}.weight", [rows, hidden]));
                tensors.Add(($"{prefix}self_attn.{name}.bias", [rows]));
            }

            tensors.Add((prefix + "self_attn.o_proj.weight", [hidden, hidden]));
            tensors.Add((prefix + "post_attention_layernorm.weight", [hidden]));
            tensors.Add((prefix + "mlp.gate_proj.weight", [inner, hidden]));
            tensors.Add((prefix + "mlp.up_proj.weight", [inner, hidden]));
            tensors.Add((prefix + "mlp.down_proj.weight", [hidden, inner]));
        }

        tensors.Add(("model.norm.weight", [hidden]));
        if (decoder.IsLanguageModel)
            return tensors;
        tensors.Add(("score.0.weight", [hidden, hidden]));
        tensors.Add(("score.0.bias", [hidden]));
        tensors.Add(("score.2.weight", [2, hidden]));
        tensors.Add(("score.2.bias", [2]));
        return tensors;
    }

    private static Dictionary<string, object> Config(SyntheticDecoder decoder) => new()
    {
        ["architectures"] = new[] { decoder.IsLanguageModel ? "Qwen2ForCausalLM" : "Qwen2ForProcessRewardModel" },
        ["model_type"] = "qwen2",
        ["hidden_size"] = decoder.HiddenSize,
        ["intermediate_size"] = decoder.IntermediateSize,
        ["num_hidden_layers"] = decoder.Layers,
        ["num_attention_heads"] = decoder.Heads,
        ["num_key_value_heads"] = decoder.KvHeads,
        ["vocab_size"] = decoder.Vocabulary,
        ["max_position_embeddings"] = decoder.MaxPositions,
        ["rms_norm_eps"] = 1e-6,
        ["rope_theta"] = 1_000_000,
        ["hidden_act"] = "silu",
        ["use_sliding_window"] = false,
        ["tie_word_embeddings"] = decoder.IsLanguageModel,
    };

    /// <summary>Norms are one; all else is uniform with variance one over the width, so that activations keep their size.</summary>
    private static void Fill(Random random, string name, long width, Span<float> values)
    {
        if (name.EndsWith("norm.weight", StringComparison.Ordinal))
        {
            values.Fill(1);
            return;
        }

        var range = 2 * MathF.Sqrt(3f / width);
        for (var i = 0; i < values.Length; i++)
            values[i] = (random.NextSingle() - 0.5f) * range;
    }
}
