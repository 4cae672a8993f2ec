using System.Text.Json;
using RewardServer.TestKit;

namespace RewardServer.Tokenization.Tests;

/// <summary>Ids that two other implementations, llama.cpp and transformers.js, give for the same vocabularies.</summary>
public sealed class SharedGoldenTests
{
    [Theory]
    [InlineData("gpt2", "gpt2.llama-cpp")]
    [InlineData("gpt2", "gpt2.transformers-js")]
    [InlineData("qwen2.5", "qwen.transformers-js")]
    [InlineData("qwen2.5", "qwen2.5.llama-cpp")]
    public void EncodeText_and_Decode_equal_every_golden(string vocabulary, string goldens)
    {
        var tokenizer = SharedTokenizers.Get(vocabulary);
        var lines = File.ReadAllLines(SharedTokenizers.Path("tokenizer-goldens", goldens + ".jsonl"));
        Assert.True(lines.Length >= 25);
        foreach (var line in lines)
        {
            using var golden = JsonDocument.Parse(line);
            var text = golden.RootElement.GetProperty("text").GetString()!;
            var expected = golden.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
            var ids = new List<int>();
            tokenizer.EncodeText(text, ids, null);
            Assert.True(expected.SequenceEqual(ids), $"{goldens}: \"{text}\" is [{string.Join(", ", ids)}]; expected [{string.Join(", ", expected)}].");
            if (golden.RootElement.TryGetProperty("decoded", out var decoded))
                Assert.Equal(decoded.GetString(), DecodeAsTransformers(tokenizer, vocabulary, expected));
        }
    }

    // transformers cleans up spaces unless told not to; Qwen's configuration says not to, GPT-2 has none.
    private static string DecodeAsTransformers(HuggingFaceTokenizer tokenizer, string vocabulary, int[] ids)
    {
        var text = tokenizer.Decode(ids, skipSpecial: false);
        return vocabulary == "gpt2" ? DecodingSpaces.CleanUp(text) : text;
    }
}
