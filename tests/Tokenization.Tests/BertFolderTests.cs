using System.Text.Json.Nodes;

namespace RewardServer.Tokenization.Tests;

public sealed class BertFolderTests
{
    [Theory]
    [InlineData("bert", """{"tokenizer_class": "BertTokenizer", "do_lower_case": true}""")]
    [InlineData("bert", null)]
    [InlineData("bert-cased", """{"do_lower_case": false, "tokenize_chinese_chars": false, "strip_accents": false}""")]
    public void Vocab_txt_gives_what_its_tokenizer_json_gives(string name, string? config)
    {
        var json = TinyTokenizer.Json(name);
        json["model"]!["max_input_chars_per_word"] = 100;
        json["added_tokens"] = new JsonArray([.. json["added_tokens"]!.AsArray().Where(t => t!["id"]!.GetValue<int>() < 5).Select(t => t!.DeepClone())]);
        var expected = TinyTokenizer.LoadJson(json);
        using TemporaryFolder folder = new(), saved = new();
        folder.Write("vocab.txt", string.Concat(json["model"]!["vocab"]!.AsObject().OrderBy(t => t.Value!.GetValue<int>()).Select(t => t.Key + "\n")));
        if (config is not null)
            folder.Write("tokenizer_config.json", config);
        HuggingFaceTokenizer.Load(folder.Path).Save(saved.Path);
        foreach (var found in new[] { HuggingFaceTokenizer.Load(folder.Path), HuggingFaceTokenizer.Load(saved.Path) })
        {
            Assert.Equal(expected.AddedTokens, found.AddedTokens);
            Assert.Equal(0, found.PadId);
            foreach (var text in RustTexts.All)
            {
                List<int> expectedIds = [], expectedTypes = [], ids = [], types = [];
                expected.EncodePair(text, "the step", expectedIds, expectedTypes);
                found.EncodePair(text, "the step", ids, types);
                Assert.Equal(expectedIds, ids);
                Assert.Equal(expectedTypes, types);
            }
        }
    }

    [Theory]
    [InlineData("[UNK]\n[CLS]\nx\n", null, "[SEP]")]
    [InlineData("[UNK]\n[CLS]\n[SEP]\n", """{"tokenizer_class": "MPNetTokenizer"}""", "MPNetTokenizer")]
    public void What_cannot_be_BERT_is_refused(string lines, string? config, string named)
    {
        using var folder = new TemporaryFolder();
        folder.Write("vocab.txt", lines);
        if (config is not null)
            folder.Write("tokenizer_config.json", config);
        Assert.Contains(named, Assert.Throws<TokenizerFormatException>(() => HuggingFaceTokenizer.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_counts_and_the_last_of_equal_ones_is_the_token()
    {
        using var folder = new TemporaryFolder();
        folder.Write("vocab.txt", "[UNK]\r\n\r\n[CLS]\r\n[SEP]\r\nx\r\nx\r\n\u2028\r\n");
        var tokenizer = HuggingFaceTokenizer.Load(folder.Path);
        Assert.Equal((2, 5, 6), (tokenizer.FindToken("[CLS]"), tokenizer.FindToken("x"), tokenizer.FindToken("\u2028")));
        Assert.Null(tokenizer.FindContent(1));
    }
}
