using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace RewardServer.Tokenization.Tests;

/// <summary>
/// The small tokenizers of Fixtures/tiny: one vocabulary of this project's own (all bytes and a few hundred merges) in the forms
/// of GPT-2, Qwen2 and Llama 3, and smaller ones of the other kinds, so that every rule is tested where the large vocabularies are
/// not at hand.
/// </summary>
internal static class TinyTokenizer
{
    private static readonly ConcurrentDictionary<string, HuggingFaceTokenizer> Loaded = new();

    public static HuggingFaceTokenizer Gpt2 => Get("gpt2");

    public static HuggingFaceTokenizer Qwen2 => Get("qwen2");

    public static HuggingFaceTokenizer Llama3 => Get("llama3");

    public static string Folder(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", "tiny", name);

    public static HuggingFaceTokenizer Get(string name) => Loaded.GetOrAdd(name, Load);

    /// <summary>The JSON of a tiny tokenizer, to be changed and loaded with <see cref="LoadJson"/>.</summary>
    public static JsonObject Json(string name) =>
        JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(Folder(name), "tokenizer.json")))!.AsObject();

    /// <summary>Loads a tokenizer.json that is nowhere on disk yet.</summary>
    public static HuggingFaceTokenizer LoadJson(JsonNode json, JsonNode? config = null)
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", json.ToJsonString());
        if (config is not null)
            folder.Write("tokenizer_config.json", config.ToJsonString());
        return HuggingFaceTokenizer.Load(folder.Path);
    }

    private static HuggingFaceTokenizer Load(string name) => HuggingFaceTokenizer.Load(Folder(name));
}
