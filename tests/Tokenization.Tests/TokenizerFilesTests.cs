using System.Text.Json.Nodes;

namespace RewardServer.Tokenization.Tests;

public sealed class TokenizerFilesTests
{
    private const string Text = "The ANSWER isn't 12345!\n e\u0301 𝔼 <tool_call> <|im_end|> trajectory";

    [Theory]
    [InlineData("gpt2")]
    [InlineData("qwen2")]
    [InlineData("llama3")]
    public void Save_writes_what_loads_back_as_the_same_tokenizer(string name)
    {
        using TemporaryFolder first = new(), second = new();
        TinyTokenizer.Get(name).Save(first.Path);
        var loaded = HuggingFaceTokenizer.Load(first.Path);
        loaded.Save(second.Path);
        Assert.Equal(File.ReadAllBytes(Path.Combine(first.Path, "tokenizer.json")), File.ReadAllBytes(Path.Combine(second.Path, "tokenizer.json")));
        Assert.Equal(TinyTokenizer.Get(name).AddedTokens, loaded.AddedTokens);
        Assert.Equal(TinyTokenizer.Get(name).SequenceStartIds, loaded.SequenceStartIds);
        Assert.Equal(Encode(TinyTokenizer.Get(name)), Encode(loaded));
    }

    [Theory]
    [InlineData(null, "gpt2")]
    [InlineData("GPT2Tokenizer", "gpt2")]
    [InlineData("Qwen2Tokenizer", "qwen2")]
    public void Vocabulary_and_merges_are_read_as_their_tokenizer_class_says(string? className, string form)
    {
        using var folder = VocabularyFolder(form, className);
        Assert.Equal(Encode(TinyTokenizer.Get(form)), Encode(HuggingFaceTokenizer.Load(folder.Path)));
    }

    [Fact]
    public void Names_and_flags_of_the_configuration_are_used_and_saved()
    {
        var config = new JsonObject
        {
            ["bos_token"] = null,
            ["eos_token"] = new JsonObject { ["content"] = "<|im_end|>" },
            ["pad_token"] = "<|endoftext|>",
            ["additional_special_tokens"] = new JsonArray("<tool_call>"),
        };
        using var folder = new TemporaryFolder();
        var tokenizer = TinyTokenizer.LoadJson(TinyTokenizer.Json("qwen2"), config);
        tokenizer.Save(folder.Path);
        foreach (var loaded in new[] { tokenizer, HuggingFaceTokenizer.Load(folder.Path) })
        {
            Assert.Null(loaded.BosId);
            Assert.Equal(loaded.FindToken("<|im_end|>"), loaded.EosId);
            Assert.Equal(loaded.FindToken("<|endoftext|>"), loaded.PadId);
            Assert.True(loaded.IsSpecial(loaded.FindToken("<tool_call>")!.Value));
            Assert.Equal(loaded.AddedTokens[^1].Id + 1, loaded.VocabularySize);
        }
    }

    [Fact]
    public void A_bos_asked_for_by_the_configuration_of_a_vocabulary_is_put_before_sequences()
    {
        using var folder = VocabularyFolder("qwen2", "Qwen2Tokenizer", config =>
        {
            config["add_bos_token"] = true;
            config["bos_token"] = "<|im_start|>";
        });
        var tokenizer = HuggingFaceTokenizer.Load(folder.Path);
        Assert.Equal([tokenizer.FindToken("<|im_start|>")!.Value], tokenizer.SequenceStartIds);
        Assert.Equal(tokenizer.SequenceStartIds, [tokenizer.BosId!.Value]);
    }

    [Fact]
    public void Large_vocabularies_save_and_load_back_with_equal_ids()
    {
        var qwen = SharedTokenizers.Get("qwen2.5");
        using var folder = new TemporaryFolder();
        qwen.Save(folder.Path);
        var loaded = HuggingFaceTokenizer.Load(folder.Path);
        Assert.Equal(Encode(qwen), Encode(loaded));
        Assert.Equal(151665, loaded.VocabularySize);
        Assert.Equal(151645, loaded.EosId);
        Assert.Equal(151643, loaded.PadId);
        Assert.Null(loaded.BosId);
    }

    private static TemporaryFolder VocabularyFolder(string form, string? className, Action<JsonObject>? change = null)
    {
        var json = TinyTokenizer.Json(form);
        var folder = new TemporaryFolder();
        folder.Write("vocab.json", json["model"]!["vocab"]!.ToJsonString());
        var merges = json["model"]!["merges"]!.AsArray().Select(m => m is JsonArray pair ? $"{pair[0]} {pair[1]}" : m!.GetValue<string>());
        folder.Write("merges.txt", "#version: 0.2\n" + string.Join('\n', merges) + "\n");
        var added = new JsonObject();
        foreach (var token in json["added_tokens"]!.AsArray())
            added[token!["id"]!.ToString()] = token.DeepClone();
        var config = new JsonObject { ["tokenizer_class"] = className, ["added_tokens_decoder"] = added };
        change?.Invoke(config);
        folder.Write("tokenizer_config.json", config.ToJsonString());
        return folder;
    }

    private static List<int> Encode(HuggingFaceTokenizer tokenizer)
    {
        List<int> ids = [];
        tokenizer.EncodeText(Text, ids, null);
        tokenizer.EncodeWithControlTokens(Text, ids, null);
        return ids;
    }
}
