using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace RewardServer.Tokenization.Tests;

/// <summary>What the Rust library said of the texts in Fixtures/generate/texts.js, for one tokenizer.</summary>
internal static class RustFixture
{
    public static readonly string[] Names =
        ["tiny-gpt2", "tiny-qwen2", "tiny-llama3", "shared-gpt2", "shared-qwen2.5", "shared-qwen2.5-as-llama3"];

    public static TheoryData<string> TheoryData => [.. Names];

    public static JsonObject Read(string name) =>
        JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", "rust", name + ".json")))!.AsObject();

    /// <summary>The tokenizer a fixture is of; skips the test where its vocabulary is not at hand.</summary>
    public static HuggingFaceTokenizer Tokenizer(string name) => name.Split('-', 2) switch
    {
        ["tiny", var form] => TinyTokenizer.Get(form),
        ["shared", "qwen2.5-as-llama3"] => QwenAsLlama3.Value,
        ["shared", var folder] => SharedTokenizers.Get(folder),
        _ => throw new ArgumentException($"No fixture {name}.", nameof(name)),
    };

    /// <summary>The text of a case; those with lone surrogates are written as UTF-16 units.</summary>
    public static string Text(JsonNode fixture) => fixture["units"] is { } units
        ? string.Concat(units.GetValue<string>().Split(' ').Select(unit => (char)int.Parse(unit, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))
        : fixture["text"]!.GetValue<string>();

    public static int[] Ints(JsonNode? list) => list!.AsArray().Select(item => item!.GetValue<int>()).ToArray();

    /// <summary>The digest that stands for ids too many to write down.</summary>
    public static string Digest(List<int> ids) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(ids))))[..16];

    // No vocabulary of Llama 3 is at hand, so Qwen's takes the form: one to three digits, ignore_merges, a BOS.
    private static readonly Lazy<HuggingFaceTokenizer> QwenAsLlama3 = new(() =>
    {
        using var folder = new TemporaryFolder();
        SharedTokenizers.Get("qwen2.5").Save(folder.Path);
        var json = JsonNode.Parse(File.ReadAllText(System.IO.Path.Combine(folder.Path, "tokenizer.json")))!.AsObject();
        var form = TinyTokenizer.Json("llama3");
        json["normalizer"] = null;
        json["pre_tokenizer"] = form["pre_tokenizer"]!.DeepClone();
        json["post_processor"] = JsonNode.Parse(form["post_processor"]!.ToJsonString().Replace(
            TinyTokenizer.Llama3.FindToken("<|endoftext|>")!.Value.ToString(CultureInfo.InvariantCulture), "151643", StringComparison.Ordinal));
        json["model"]!["ignore_merges"] = true;
        return TinyTokenizer.LoadJson(json);
    });
}
