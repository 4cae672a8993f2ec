using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RewardServer.Tokenization.Tests;

/// <summary>SentencePiece BPE, Unigram and WordPiece give what the Rust library gives for every text of the fixtures.</summary>
public sealed class OtherFixtureTests
{
    public static TheoryData<string> Names =>
        ["llama", "llama-first", "bpe-partial", "bpe-unknown", "gemma", "t5", "xlmr", "ties", "albert", "bert", "bert-cased", "words", "shared-mistral"];

    [Theory]
    [MemberData(nameof(Names))]
    public void EncodeText_gives_the_ids_and_spans_of_Rust_without_special_tokens(string name)
    {
        var tokenizer = Tokenizer(name);
        foreach (var (text, fixture) in Cases(name))
            AssertEqual(name, text, fixture, tokenizer.EncodeText);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EncodeWithControlTokens_gives_the_ids_and_spans_of_Rust(string name)
    {
        var tokenizer = Tokenizer(name);
        foreach (var (text, fixture) in Cases(name))
            AssertEqual(name, text, fixture["control"] ?? fixture, tokenizer.EncodeWithControlTokens);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_gives_the_text_of_Rust(string name)
    {
        var tokenizer = Tokenizer(name);
        foreach (var (text, fixture) in Cases(name).Where(c => IsWellFormed(c.Text)))
            Assert.Equal(fixture["decoded"]?.GetValue<string>() ?? text, tokenizer.Decode(RustFixture.Ints(fixture["ids"]), skipSpecial: false));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EncodeText_gives_the_ids_of_Rust_for_very_long_words(string name)
    {
        var tokenizer = Tokenizer(name);
        foreach (var fixture in RustFixture.Read("other-" + name)["repeated"]!.AsArray())
        {
            var text = string.Concat(Enumerable.Repeat(fixture!["text"]!.GetValue<string>(), fixture["times"]!.GetValue<int>()));
            var ids = new List<int>();
            tokenizer.EncodeText(text, ids, null);
            Assert.True(ids.Count == fixture["count"]!.GetValue<int>() && RustFixture.Digest(ids) == fixture["digest"]!.GetValue<string>(),
                $"{fixture.ToJsonString()} gave {ids.Count} ids, {RustFixture.Digest(ids)}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Sequences_and_pairs_are_those_of_Rust(string name)
    {
        var tokenizer = Tokenizer(name);
        var expected = RustFixture.Read("other-" + name);
        List<int> ids = [];
        tokenizer.EncodeWithControlTokens("The answer is 42.", ids, null);
        tokenizer.AddSequenceTokens(ids, null);
        Assert.Equal(RustFixture.Ints(expected["sequence"]), ids);
        foreach (var pair in expected["pairs"]!.AsArray())
        {
            List<int> pairIds = [], typeIds = [];
            tokenizer.EncodePair(pair!["first"]!.GetValue<string>(), pair["second"]!.GetValue<string>(), pairIds, typeIds);
            Assert.Equal(RustFixture.Ints(pair["ids"]), pairIds);
            Assert.Equal(RustFixture.Ints(pair["types"]), typeIds);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Save_writes_what_loads_back_as_the_same_tokenizer(string name)
    {
        using TemporaryFolder first = new(), second = new();
        Tokenizer(name).Save(first.Path);
        var loaded = HuggingFaceTokenizer.Load(first.Path);
        loaded.Save(second.Path);
        Assert.Equal(File.ReadAllBytes(Path.Combine(first.Path, "tokenizer.json")), File.ReadAllBytes(Path.Combine(second.Path, "tokenizer.json")));
        foreach (var (text, fixture) in Cases(name))
            AssertEqual(name, text, fixture, loaded.EncodeText);
        Assert.Equal(Tokenizer(name).AddedTokens, loaded.AddedTokens);
        Assert.Equal(Tokenizer(name).SequenceStartIds, loaded.SequenceStartIds);
        Assert.Equal(Tokenizer(name).Pair?.Middle, loaded.Pair?.Middle);
    }

    [Fact]
    public void Normalizers_give_the_text_of_Rust_for_every_code_point()
    {
        var fixture = RustFixture.Read("normalizers");
        var texts = RustTexts.All.Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))).ToArray();
        foreach (var expected in fixture["normalizers"]!.AsArray())
        {
            using var json = JsonDocument.Parse(expected!["normalizer"]!.ToJsonString());
            var chain = Files.NormalizerReader.Read(new Files.JsonValue(json.RootElement, "normalizer"));
            var name = json.RootElement.GetRawText()[..Math.Min(120, json.RootElement.GetRawText().Length)];
            Assert.True(expected["texts"]!.GetValue<string>() == Sha(string.Join('\0', texts.Select(chain.Normalize))), name);
            var digests = expected["blocks"]!.GetValue<string>().Split(' ');
            var starts = RustFixture.Ints(fixture["starts"]);
            for (var i = 0; i < starts.Length; i++)
            {
                Assert.True(digests[2 * i] == Sha(chain.Normalize(RustTexts.Block(starts[i]))), $"{name} of U+{starts[i]:x}");
                Assert.True(digests[(2 * i) + 1] == Sha(chain.Normalize(RustTexts.Clusters(starts[i]))), $"{name} of clusters U+{starts[i]:x}");
            }
        }
    }

    private static string Sha(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    private static bool IsWellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;

    private static HuggingFaceTokenizer Tokenizer(string name) =>
        name == "shared-mistral" ? SharedTokenizers.Get("mistral") : TinyTokenizer.Get(name);

    private static IEnumerable<(string Text, JsonNode Fixture)> Cases(string name) =>
        RustTexts.All.Zip(RustFixture.Read("other-" + name)["cases"]!.AsArray().Select(c => c!));

    // Rust counts wrongly where bytes overtake an unknown character, and behind what a character map takes out of the beginning.
    private static bool HasUsableSpans(string name, string text) => name switch
    {
        "bpe-partial" => text.All(char.IsAscii),
        "t5" or "xlmr" => text.IndexOfAny(['\u0001', '\u007f', '\u00ad']) < 0,
        _ => true,
    };

    private static void AssertEqual(string name, string text, JsonNode expected, Action<string, List<int>, List<(int Start, int End)>?> encode)
    {
        var ids = new List<int>();
        var spans = new List<(int Start, int End)>();
        encode(text, ids, spans);
        var expectedIds = RustFixture.Ints(expected["ids"]);
        Assert.True(expectedIds.SequenceEqual(ids), $"{JsonSerializer.Serialize(text)}\nis {string.Join(",", ids)}\nnot {string.Join(",", expectedIds)}");

        if (!HasUsableSpans(name, text))
            return;
        // Rust counts the first or the last character of what was replaced or composed, here all of it counts.
        var found = TextSpans.ToCodePoints(text, spans);
        var offsets = RustFixture.Ints(expected["spans"]);
        for (var i = 0; i < ids.Count; i++)
        {
            var rust = (Start: offsets[2 * i], End: offsets[(2 * i) + 1]);
            Assert.True(found[i].Start <= rust.Start && rust.End <= found[i].End, $"{JsonSerializer.Serialize(text)}\ntoken {i} is at {found[i]}, Rust has {rust}");
        }
    }
}
