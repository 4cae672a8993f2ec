using System.Text;
using System.Text.Json.Nodes;
using RewardServer.Tokenization.Normalizers;

namespace RewardServer.Tokenization.Tests;

/// <summary>Ids and spans equal those of the Rust library for every text of the fixtures.</summary>
public sealed class RustFixtureTests
{
    public static TheoryData<string> Fixtures => RustFixture.TheoryData;

    public static TheoryData<string> TinyFixtures => ["tiny-gpt2", "tiny-qwen2", "tiny-llama3"];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void EncodeText_gives_the_ids_and_spans_of_Rust_without_special_tokens(string name)
    {
        var tokenizer = RustFixture.Tokenizer(name);
        foreach (var fixture in Cases(name))
            AssertEqual(fixture, fixture, tokenizer.EncodeText, Composes(name));
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void EncodeWithControlTokens_gives_the_ids_and_spans_of_Rust(string name)
    {
        var tokenizer = RustFixture.Tokenizer(name);
        foreach (var fixture in Cases(name))
            AssertEqual(fixture, fixture["control"] ?? fixture, tokenizer.EncodeWithControlTokens, Composes(name));
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Decode_gives_the_text_of_Rust(string name)
    {
        var tokenizer = RustFixture.Tokenizer(name);
        foreach (var fixture in Cases(name).Where(c => c["text"] is not null))
        {
            var ids = RustFixture.Ints(fixture["ids"]);
            // Rust reads an added token's letters as bytes (its é is the byte E9); here an added token says what it says.
            if (ids.Any(id => tokenizer.AddedTokens.Any(t => t.Id == id && !Ascii.IsValid(t.Content))))
                continue;
            var expected = fixture["decoded"] ?? fixture["text"];
            Assert.Equal(expected!.GetValue<string>(), tokenizer.Decode(ids, skipSpecial: false));
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void EncodeText_gives_the_ids_of_Rust_for_very_long_words(string name)
    {
        var tokenizer = RustFixture.Tokenizer(name);
        foreach (var fixture in RustFixture.Read(name)["repeated"]!.AsArray())
        {
            var text = string.Concat(Enumerable.Repeat(fixture!["text"]!.GetValue<string>(), fixture["times"]!.GetValue<int>()));
            AssertDigest(tokenizer, text, fixture);
        }
    }

    [Theory]
    [MemberData(nameof(TinyFixtures))]
    public void EncodeText_gives_the_ids_of_Rust_for_every_code_point(string name)
    {
        var tokenizer = RustFixture.Tokenizer(name);
        foreach (var fixture in RustFixture.Read(name)["blocks"]!.AsArray())
            AssertDigest(tokenizer, RustTexts.Block(fixture!["start"]!.GetValue<int>()), fixture);
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void AddSequenceTokens_gives_the_sequence_of_Rust(string name)
    {
        var tokenizer = RustFixture.Tokenizer(name);
        var ids = new List<int>();
        tokenizer.EncodeText("The answer is 42.", ids, null);
        tokenizer.AddSequenceTokens(ids, null);
        Assert.Equal(RustFixture.Ints(RustFixture.Read(name)["sequence"]), ids);
    }

    private static IEnumerable<JsonNode> Cases(string name) => RustFixture.Read(name)["cases"]!.AsArray().Select(c => c!);

    private static bool Composes(string name) => name is "tiny-qwen2" or "shared-qwen2.5";

    private static void AssertEqual(
        JsonNode fixture, JsonNode expected, Action<string, List<int>, List<(int Start, int End)>?> encode, bool composes)
    {
        var text = RustFixture.Text(fixture);
        var ids = new List<int>();
        var spans = new List<(int Start, int End)>();
        encode(text, ids, spans);
        var expectedIds = RustFixture.Ints(expected["ids"]);
        Assert.True(expectedIds.SequenceEqual(ids), $"{fixture.ToJsonString()}\nis {string.Join(",", ids)}");

        var found = TextSpans.ToCodePoints(text, spans);
        var offsets = RustFixture.Ints(expected["spans"]);
        for (var i = 0; i < ids.Count; i++)
        {
            var rust = (Start: offsets[2 * i], End: offsets[(2 * i) + 1]);
            var isEqual = composes && !FormNormalizer.Nfc.Leaves(text.AsSpan()[spans[i].Start..spans[i].End])
                ? found[i].Start <= rust.Start && rust.End <= found[i].End // Rust counts the first character of what composed only
                : found[i] == rust;
            Assert.True(isEqual, $"{fixture.ToJsonString()}\ntoken {i} is at {found[i]}, Rust has {rust}");
        }
    }

    private static void AssertDigest(HuggingFaceTokenizer tokenizer, string text, JsonNode fixture)
    {
        var ids = new List<int>();
        tokenizer.EncodeText(text, ids, null);
        Assert.True(ids.Count == fixture["count"]!.GetValue<int>() && RustFixture.Digest(ids) == fixture["digest"]!.GetValue<string>(),
            $"{fixture.ToJsonString()} gave {ids.Count} ids, {RustFixture.Digest(ids)}");
    }
}
