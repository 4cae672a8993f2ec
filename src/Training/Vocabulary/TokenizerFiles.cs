using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RewardServer.Training.Vocabulary;

/// <summary>Writes a vocabulary as Hugging Face <c>tokenizer.json</c> and <c>tokenizer_config.json</c>, in the form Qwen2's have but for the length of numbers.</summary>
internal static class TokenizerFiles
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes both files into <paramref name="folder"/>.</summary>
    public static void Write(BpeVocabulary vocabulary, string folder, int maxTokens)
    {
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), Tokenizer(vocabulary).ToJsonString(Options));
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), Config(maxTokens).ToJsonString(Options));
    }

    /// <summary>Reads back what <see cref="Write"/> wrote into <paramref name="folder"/>.</summary>
    public static BpeVocabulary Read(string folder)
    {
        using var parsed = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "tokenizer.json")));
        var model = parsed.RootElement.GetProperty("model");
        var merges = model.GetProperty("merges").EnumerateArray().Select(m => m.GetString()!.Split(' '));
        return new BpeVocabulary(
            [.. model.GetProperty("vocab").EnumerateObject().OrderBy(p => p.Value.GetInt32()).Select(p => p.Name)],
            [.. merges.Select(m => (m[0], m[1]))]);
    }

    private static JsonObject Tokenizer(BpeVocabulary vocabulary) => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray([.. BpeVocabulary.ControlTokens.Select(t => AddedToken(vocabulary.ControlId(t), t))]),
        ["normalizer"] = new JsonObject { ["type"] = "NFC" },
        ["pre_tokenizer"] = new JsonObject
        {
            ["type"] = "Sequence",
            ["pretokenizers"] = new JsonArray(
                new JsonObject { ["type"] = "Split", ["pattern"] = new JsonObject { ["Regex"] = BpeTrainer.Pattern }, ["behavior"] = "Isolated", ["invert"] = false },
                ByteLevel()),
        },
        ["post_processor"] = ByteLevel(),
        ["decoder"] = ByteLevel(),
        ["model"] = new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = null,
            ["continuing_subword_prefix"] = "",
            ["end_of_word_suffix"] = "",
            ["fuse_unk"] = false,
            ["byte_fallback"] = false,
            ["vocab"] = new JsonObject(vocabulary.Pieces.Select((p, i) => KeyValuePair.Create(p, (JsonNode?)i))),
            ["merges"] = new JsonArray([.. vocabulary.Merges.Select(m => (JsonNode)$"{m.Left} {m.Right}")]),
        },
    };

    private static JsonObject Config(int maxTokens) => new()
    {
        ["tokenizer_class"] = "PreTrainedTokenizerFast",
        ["add_bos_token"] = false,
        ["add_prefix_space"] = false,
        ["bos_token"] = null,
        ["eos_token"] = "<|endoftext|>",
        ["pad_token"] = "<|endoftext|>",
        ["additional_special_tokens"] = new JsonArray([.. BpeVocabulary.ControlTokens.Skip(1).Select(t => (JsonNode)t)]),
        ["model_max_length"] = maxTokens,
    };

    private static JsonObject AddedToken(int id, string content) => new()
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = true,
    };

    private static JsonObject ByteLevel() => new()
    {
        ["type"] = "ByteLevel",
        ["add_prefix_space"] = false,
        ["trim_offsets"] = false,
        ["use_regex"] = false,
    };
}
