using System.Text.Json.Nodes;
using RewardServer.Tokenization.PreTokenizers;

namespace RewardServer.Tokenization.Tests;

public sealed class PreTokenizerTests
{
    [Theory]
    [InlineData(@"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s", null)]
    [InlineData(@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+", ScannerPatterns.Llama3)]
    [InlineData(@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+", ScannerPatterns.Llama3)]
    [InlineData(@"(?i:[sdmt]|ll|ve|re)|x", null)]
    [InlineData(@"\p{L}+", null)]
    public void Patterns_are_recognised_by_their_text(string pattern, string? expected)
    {
        const string text = "I'M 12345 x!!\n\n  y";
        var found = ScannerPatterns.Find(pattern);
        Assert.Equal(expected is null ? null : Words(ScannerPatterns.Find(expected)!, text), found is null ? null : Words(found, text));
    }

    [Theory]
    [InlineData(true, "a12b", "a|1|2|b")]
    [InlineData(false, "a12b½𝟎𝟏😀", "a|12|b|½𝟎𝟏|😀")]
    public void Digits_cut_numerals_off(bool individual, string text, string expected) =>
        Assert.Equal(expected, Words(new DigitsScanner(individual), text));

    [Theory]
    [InlineData(ScannerPatterns.Gpt2, "I'm 𝔼12 x!!\n\n  y 'S", "I|'m| 𝔼|12| x|!!|\n\n | y| '|S")]
    [InlineData(ScannerPatterns.Qwen2, "I'M 𝔼12 x!!\n\n  y\t'ſ", "I|'M| 𝔼|1|2| x|!!\n\n| | y|\t|'ſ")]
    [InlineData(ScannerPatterns.Llama3, "1234567 8 \r\n  x(a", "123|456|7| |8| \r\n| | x|(a")]
    public void Scanners_cut_as_their_patterns_do(string pattern, string text, string expected) =>
        Assert.Equal(expected, Words(ScannerPatterns.Find(pattern)!, text));

    [Theory]
    [InlineData("ab cd", "Ġab|Ġcd")]
    [InlineData(" ab", "Ġab")]
    [InlineData("\nab", "Ġ|Ċ|ab")]
    [InlineData("", "")]
    public void A_space_is_put_before_the_text_when_add_prefix_space_says_so(string text, string expected)
    {
        var tokenizer = WithoutMerges(new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = true, ["use_regex"] = true });
        List<int> ids = [];
        List<(int Start, int End)> spans = [];
        tokenizer.EncodeText(text, ids, spans);
        Assert.Equal(expected.Replace("|", "", StringComparison.Ordinal), string.Concat(ids.Select(tokenizer.FindContent)));
        Assert.Equal(text.Length, spans.Select(s => s.End).DefaultIfEmpty(0).Max());
        Assert.All(spans, span => Assert.True(span.Start >= 0 && span.Start < span.End));
    }

    [Fact]
    public void The_added_space_has_the_span_of_the_character_after_it()
    {
        var tokenizer = WithoutMerges(new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = true, ["use_regex"] = true });
        List<int> ids = [];
        List<(int Start, int End)> spans = [];
        tokenizer.EncodeText("😀b", ids, spans);
        Assert.Equal([(0, 2), (0, 2), (0, 2), (0, 2), (0, 2), (2, 3)], spans);
    }

    private static string Words(IWordScanner scanner, string text)
    {
        var words = new List<string>();
        for (var start = 0; start < text.Length; start += words[^1].Length)
            words.Add(text[start..scanner.NextEnd(text, start)]);
        return string.Join('|', words);
    }

    private static HuggingFaceTokenizer WithoutMerges(JsonObject preTokenizer)
    {
        var json = TinyTokenizer.Json("gpt2");
        json["pre_tokenizer"] = preTokenizer;
        json["model"]!["merges"] = new JsonArray();
        return TinyTokenizer.LoadJson(json);
    }
}
