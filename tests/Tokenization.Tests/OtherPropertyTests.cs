using System.Text;
using CsCheck;

namespace RewardServer.Tokenization.Tests;

/// <summary>Laws of the tokenizers that are not byte-level.</summary>
public sealed class OtherPropertyTests
{
    public static TheoryData<string> Names => ["llama", "llama-first", "bpe-partial", "bpe-unknown", "gemma", "t5", "xlmr", "ties", "albert", "bert", "bert-cased", "words"];

    private static readonly string[] Awkward =
        ["▁", "<unk>", "<s>", "</s>", "[CLS]", "[UNK]", "[SEP]", "##e", "<0x41>", "ш", "щш", "칠", "ﬁ", "\u0001", "\u00a0\u0301", "zzz", "xyz", "``", "New", "\u212b!"];

    private static readonly Gen<string> AwkwardTexts = Gen.Int[0, Awkward.Length - 1].Select(i => Awkward[i]);

    private static readonly Gen<string> Texts = Gen.OneOf(RandomTexts.Any, Gen.OneOf(RandomTexts.Any, AwkwardTexts, AwkwardTexts).Array[1, 6].Select(string.Concat));

    [Theory]
    [MemberData(nameof(Names))]
    public void EncodeText_never_gives_a_special_token_but_the_unknown_one(string name)
    {
        var tokenizer = TinyTokenizer.Get(name);
        var unknown = tokenizer.FindToken("<unk>") ?? tokenizer.FindToken("[UNK]");
        Texts.Sample(text => Assert.DoesNotContain(Encode(tokenizer, text).Ids, id => id != unknown && tokenizer.IsSpecial(id)));
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("llama-first")]
    [InlineData("gemma")]
    [InlineData("xlmr")]
    public void With_all_bytes_nothing_is_unknown(string name)
    {
        var tokenizer = TinyTokenizer.Get(name);
        var unknown = tokenizer.FindToken("<unk>");
        Texts.Sample(text => Assert.DoesNotContain(Encode(tokenizer, text).Ids, id => id == unknown));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Spans_are_in_the_text_and_in_order(string name)
    {
        var tokenizer = TinyTokenizer.Get(name);
        Texts.Sample(text =>
        {
            var (ids, spans) = Encode(tokenizer, text);
            Assert.Equal(ids.Length, spans.Length);
            for (var i = 0; i < spans.Length; i++)
            {
                Assert.True(spans[i].Start >= 0 && spans[i].Start < spans[i].End && spans[i].End <= text.Length, $"{i}: {spans[i]}");
                // An unknown run that bytes overtake stands after them.
                Assert.True(name == "bpe-partial" || i == 0 || (spans[i].Start >= spans[i - 1].Start && spans[i].End >= spans[i - 1].End), $"{i}: {spans[i]}");
            }
        });
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("llama-first")]
    [InlineData("gemma")]
    public void Spans_cover_all_of_the_text_where_nothing_is_taken_out(string name)
    {
        var tokenizer = TinyTokenizer.Get(name);
        Texts.Sample(text =>
        {
            var covered = 0;
            foreach (var (start, end) in Encode(tokenizer, text).Spans)
            {
                Assert.True(start <= covered);
                covered = Math.Max(covered, end);
            }
            Assert.Equal(text.Length, covered);
        });
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("llama-first")]
    [InlineData("gemma")]
    public void Decode_of_EncodeText_is_the_text(string name)
    {
        var tokenizer = TinyTokenizer.Get(name);
        // A mark in the text comes back as the space it stands for, and added tokens have spaces of their own.
        var added = tokenizer.AddedTokens.Where(t => !t.IsSpecial).Select(t => t.Content).Append("▁");
        RandomTexts.WellFormed.Where(text => !added.Any(text.Contains) && !text.Contains("A\u030a", StringComparison.Ordinal)).Sample(text =>
        {
            var ids = Encode(tokenizer, text).Ids;
            // The first scheme does not mark a text that begins with a space, and decoding takes that space.
            var isShortened = name == "llama-first" && text.StartsWith(' ');
            Assert.Equal(isShortened ? text[1..] : text, tokenizer.Decode(ids, skipSpecial: false));
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Streaming_gives_the_same_text_as_decoding_at_once(string name)
    {
        var tokenizer = TinyTokenizer.Get(name);
        var decoder = tokenizer.CreateDecoder(skipSpecial: true);
        foreach (var seed in Enumerable.Range(0, 300))
        {
            var random = new Random(seed);
            var ids = Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(-2, random.Next(2) == 0 ? 262 : tokenizer.VocabularySize + 2)).ToArray();
            var text = string.Concat(ids.Select(decoder.Append)) + decoder.Finish();
            Assert.Equal(tokenizer.Decode(ids, skipSpecial: true), text);
        }
    }

    [Fact]
    public void Streaming_holds_back_a_character_until_its_last_byte_and_shows_it_then()
    {
        var tokenizer = TinyTokenizer.Get("llama");
        var ids = "🦙\n"u8.ToArray().Select(b => tokenizer.FindToken($"<0x{b:X2}>")!.Value).ToArray();
        var decoder = tokenizer.CreateDecoder(skipSpecial: false);
        Assert.Equal(["", "", "", "🦙", "\n"], ids.Select(decoder.Append));
        Assert.Equal("", decoder.Append(ids[0]) + decoder.Append(ids[1]));
        Assert.Equal("\ufffd\ufffd", decoder.Finish());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Ids_do_not_depend_on_spans_or_on_what_was_encoded_before(string name)
    {
        var warm = TinyTokenizer.Get(name);
        Texts.Sample(
            text =>
            {
                var fresh = HuggingFaceTokenizer.Load(TinyTokenizer.Folder(name));
                var ids = new List<int>();
                fresh.EncodeText(text, ids, null);
                Assert.Equal(ids, Encode(warm, text).Ids);
            },
            iter: 30);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Lone_surrogates_encode_as_the_replacement_character(string name)
    {
        var tokenizer = TinyTokenizer.Get(name);
        Texts.Sample(text =>
        {
            var replaced = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            Assert.Equal(Encode(tokenizer, replaced).Ids, Encode(tokenizer, text).Ids);
        });
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("bpe-partial")] // whose merges go over the beginnings of words, so that nothing can be cut
    [InlineData("ties")]
    [InlineData("bert")]
    public void A_text_of_a_million_characters_is_encoded_in_good_time(string name)
    {
        var random = new Random(3);
        var text = string.Concat(Enumerable.Range(0, 1_000_000).Select(_ => random.Next(9) == 0 ? ' ' : (char)('a' + random.Next(26)))); // quadratic would be hours
        var tokenizer = TinyTokenizer.Get(name);
        Assert.Equal(text.Length, Encode(tokenizer, text + "x").Spans[^1].End - 1);
        Assert.Equal(text.Length, Encode(tokenizer, new string('z', text.Length)).Spans[^1].End);
    }

    [Fact]
    public void Text_behind_other_ids_continues_their_input()
    {
        var tokenizer = TinyTokenizer.Get("llama-first");
        Texts.Where(text => !tokenizer.AddedTokens.Any(t => text.Contains(t.Content, StringComparison.Ordinal))).Sample(text =>
        {
            var first = tokenizer.FindToken("<s>")!.Value;
            List<int> behind = [first], whole = [];
            tokenizer.EncodeText(text, behind, null);
            tokenizer.EncodeWithControlTokens("<s>" + text, whole, null);
            Assert.Equal(whole, behind);
        });
    }

    private static (int[] Ids, (int Start, int End)[] Spans) Encode(HuggingFaceTokenizer tokenizer, string text)
    {
        var ids = new List<int>();
        var spans = new List<(int Start, int End)>();
        tokenizer.EncodeText(text, ids, spans);
        return ([.. ids], [.. spans]);
    }
}
