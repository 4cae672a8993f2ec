using System.Collections.Frozen;
using System.Text.Json;
using static RewardServer.Modeling.Checkpoints.CheckpointException;

namespace RewardServer.Modeling.Checkpoints;

/// <summary>
/// Reads config.json as plain data: nothing in it names code to run. Absent keys take the defaults of the Hugging Face
/// configuration class of the family; switches whose mathematics is not built are refused by name.
/// </summary>
internal static class ConfigReader
{
    /// <summary>File name inside a checkpoint folder.</summary>
    public const string FileName = "config.json";

    private const int MaxWidth = 1 << 20;
    private const int MaxHeadDim = 1024;

    private static readonly FrozenDictionary<string, DecoderFamily> Families = new Dictionary<string, DecoderFamily>
    {
        ["qwen2"] = DecoderFamily.Qwen2,
        ["qwen3"] = DecoderFamily.Qwen3,
        ["llama"] = DecoderFamily.Llama,
        ["mistral"] = DecoderFamily.Mistral,
        ["internlm2"] = DecoderFamily.InternLM2,
    }.ToFrozenDictionary();

    /// <summary>Whether a <c>model_type</c> is one whose layers can be built.</summary>
    public static bool Knows(string modelType) => Families.ContainsKey(modelType);

    /// <summary>Reads the config of a checkpoint folder.</summary>
    public static DecoderConfig Read(CheckpointFolder folder) => folder.ReadJson(FileName, Parse);

    internal static DecoderConfig Parse(JsonElement root)
    {
        var json = new ConfigSection(root, FileName + ": ");
        var family = ReadFamily(json);
        RefuseUnsupported(json);

        var hidden = json.Int("hidden_size", 1, MaxWidth);
        var layers = json.Int("num_hidden_layers", 1, 1024);
        var heads = json.Int("num_attention_heads", 1, 4096);
        var attentionBias = family is DecoderFamily.Llama or DecoderFamily.Qwen3 && (json.BoolOrNull("attention_bias") ?? false);
        return new DecoderConfig
        {
            Architecture = ReadArchitecture(json),
            Family = family,
            HiddenSize = hidden,
            IntermediateSize = json.Int("intermediate_size", 1, MaxWidth),
            Layers = layers,
            Heads = heads,
            KvHeads = ReadKvHeads(json, heads),
            HeadDim = ReadHeadDim(json, family, hidden, heads),
            Vocabulary = json.Int("vocab_size", 1, 1 << 24),
            MaxPositions = json.Int("max_position_embeddings", 1, 1 << 26),
            NormEpsilon = (float)(json.PositiveOrNull("rms_norm_eps") ?? 1e-6),
            Rotary = RotaryReader.Read(json, family),
            Windows = WindowReader.Read(json, family, layers),
            QkvBias = family == DecoderFamily.Qwen2 || attentionBias,
            AttentionOutputBias = attentionBias,
            MlpBias = family == DecoderFamily.Llama && (json.BoolOrNull("mlp_bias") ?? false),
            TiesEmbeddings = json.BoolOrNull("tie_word_embeddings") ?? false,
            Labels = json.IntOrNull("num_labels", 1, MaxWidth) ?? json.ObjectOrNull("id2label")?.Count(),
            Head = HeadConfig.Read(json),
            NameOrPath = json.StringOrNull("_name_or_path"),
            DataType = json.StringOrNull("dtype") ?? json.StringOrNull("torch_dtype"),
        };
    }

    private static DecoderFamily ReadFamily(ConfigSection json)
    {
        var name = json.StringOrNull("model_type") ?? throw json.Error("model_type", "is missing");
        return Families.TryGetValue(name, out var family)
            ? family
            : throw json.Error("model_type", $"{Quote(name)} is not supported; supported are {string.Join(", ", Families.Keys.Order(StringComparer.Ordinal))}");
    }

    private static string ReadArchitecture(ConfigSection json) =>
        json.StringsOrNull("architectures") is [var only] ? only : throw json.Error("architectures", "must be a list of one name");

    private static int ReadKvHeads(ConfigSection json, int heads)
    {
        var kvHeads = json.IntOrNull("num_key_value_heads", 1, heads) ?? heads;
        return heads % kvHeads == 0 ? kvHeads : throw json.Error("num_key_value_heads", $"({kvHeads}) does not divide num_attention_heads ({heads})");
    }

    private static int ReadHeadDim(ConfigSection json, DecoderFamily family, int hidden, int heads)
    {
        const int Qwen3Default = 128;
        var size = json.IntOrNull("head_dim", 1, MaxHeadDim);
        if (size is null && family == DecoderFamily.Qwen3)
            size = Qwen3Default;
        if (size is null && hidden % heads != 0)
            throw json.Error("num_attention_heads", $"({heads}) does not divide hidden_size ({hidden}), and head_dim is missing");
        size ??= hidden / heads;
        return size % 2 == 0 && size <= MaxHeadDim
            ? size.Value
            : throw json.Error("head_dim", $"({size}) must be even, for rotary embedding, and at most {MaxHeadDim}");
    }

    private static void RefuseUnsupported(ConfigSection json)
    {
        foreach (var key in (ReadOnlySpan<string>)["quantization_config", "attn_logit_softcapping", "final_logit_softcapping"])
        {
            if (json.Has(key))
                throw json.Error(key, "is not supported");
        }

        if (json.StringOrNull("model_type") == "internlm2" && (json.BoolOrNull("bias") ?? true))
            throw json.Error("bias", "is not supported with model_type 'internlm2'; supported is false");
        if (json.StringOrNull("hidden_act") is { } activation and not ("silu" or "swish"))
            throw json.Error("hidden_act", $"{Quote(activation)} is not supported; supported is silu");
        if (json.PositiveOrNull("partial_rotary_factor") is { } part and not 1)
            throw json.Error("partial_rotary_factor", $"{part} is not supported; supported is 1");
    }
}
