using System.Text;
using CsCheck;
using RewardServer.Tokenization.Normalizers;

namespace RewardServer.Tokenization.Tests;

public sealed class TokenizerPropertyTests
{
    public static TheoryData<string> Names => ["gpt2", "qwen2", "llama3"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_of_EncodeText_is_the_normalized_text(string name)
    {
        var tokenizer = TinyTokenizer.Get(name);
        // <mask> and <sep> take whitespace with them, and a token found by its normal form decodes as it is written.
        RandomTexts.WellFormed.Where(text => !text.Contains("\u212b!", StringComparison.Ordinal)).Sample(text =>
            Assert.Equal(Expected(name, text), tokenizer.Decode(Encode(tokenizer, text).Ids, skipSpecial: false)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EncodeText_never_gives_a_special_token(string name)
    {
        var tokenizer = TinyTokenizer.Get(name);
        RandomTexts.Any.Sample(text => Assert.DoesNotContain(Encode(tokenizer, text).Ids, tokenizer.IsSpecial));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Spans_cover_the_text_in_order(string name)
    {
        var tokenizer = TinyTokenizer.Get(name);
        RandomTexts.Any.Sample(text =>
        {
            var (ids, spans) = Encode(tokenizer, text);
            Assert.Equal(ids.Length, spans.Length);
            var covered = 0;
            for (var i = 0; i < spans.Length; i++)
            {
                var before = i == 0 ? (Start: 0, End: 0) : spans[i - 1];
                Assert.True(spans[i].Start < spans[i].End && spans[i].End <= text.Length);
                Assert.True(spans[i].Start >= before.Start && spans[i].End >= before.End && spans[i].Start <= covered);
                // Tokens overlap only where they share a character, and then they have the same one.
                Assert.True(spans[i].Start == before.End || spans[i].Start < before.End);
                covered = Math.Max(covered, spans[i].End);
            }
            Assert.Equal(text.Length, covered);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Ids_do_not_depend_on_spans_or_on_what_was_encoded_before(string name)
    {
        var warm = TinyTokenizer.Get(name);
        RandomTexts.Any.Sample(
            text =>
            {
                var fresh = HuggingFaceTokenizer.Load(TinyTokenizer.Folder(name));
                var ids = new List<int>();
                fresh.EncodeText(text, ids, null);
                Assert.Equal(ids, Encode(warm, text).Ids);
            },
            iter: 50);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Lone_surrogates_encode_as_the_replacement_character(string name)
    {
        var tokenizer = TinyTokenizer.Get(name);
        RandomTexts.Any.Sample(text =>
        {
            var replaced = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            Assert.Equal(Encode(tokenizer, replaced).Ids, Encode(tokenizer, text).Ids);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Streaming_gives_the_same_text_as_decoding_at_once(string name)
    {
        var tokenizer = TinyTokenizer.Get(name);
        Gen.Int[-2, tokenizer.VocabularySize + 2].Array[0, 60].Sample(ids =>
        {
            var decoder = tokenizer.CreateDecoder(skipSpecial: true);
            var text = string.Concat(ids.Select(decoder.Append)) + decoder.Finish();
            Assert.Equal(tokenizer.Decode(ids, skipSpecial: true), text);
        });
    }

    [Fact]
    public void A_word_of_a_million_letters_is_encoded_in_good_time()
    {
        var random = new Random(3);
        var text = string.Concat(Enumerable.Range(0, 1_000_000).Select(_ => (char)('a' + random.Next(26)))); // quadratic would be hours
        var (ids, spans) = Encode(TinyTokenizer.Llama3, text);
        Assert.Equal(text, TinyTokenizer.Llama3.Decode(ids, skipSpecial: false));
        Assert.Equal(text.Length, spans[^1].End);
        Assert.Equal(text.Length, spans.Sum(span => span.End - span.Start));
    }

    [Fact]
    public void Threads_give_the_same_ids()
    {
        var tokenizer = HuggingFaceTokenizer.Load(TinyTokenizer.Folder("qwen2"));
        var texts = Enumerable.Range(0, 400).Select(i => $"Step {i}: 한{i} e\u0301 𝔼[{i * 7919}] <|im_end|> answer {i % 13}\r\n").ToArray();
        var expected = texts.Select(text => Encode(TinyTokenizer.Qwen2, text).Ids).ToArray();
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, worker =>
        {
            for (var i = 0; i < texts.Length; i++)
            {
                var index = (i + (worker * 50)) % texts.Length;
                Assert.Equal(expected[index], Encode(tokenizer, texts[index]).Ids);
            }
        });
    }

    private static string Expected(string name, string text) => name == "qwen2" ? FormNormalizer.Nfc.Normalize(text) : text;

    private static (int[] Ids, (int Start, int End)[] Spans) Encode(HuggingFaceTokenizer tokenizer, string text)
    {
        var ids = new List<int>();
        var spans = new List<(int Start, int End)>();
        tokenizer.EncodeText(text, ids, spans);
        return ([.. ids], [.. spans]);
    }
}
