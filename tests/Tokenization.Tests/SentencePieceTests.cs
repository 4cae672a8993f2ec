using System.Text.Json.Nodes;
using CsCheck;
using RewardServer.Tokenization.SentencePiece;

namespace RewardServer.Tokenization.Tests;

public sealed class SentencePieceTests
{
    private static readonly (string, double, PieceKind)[] FewPieces =
    [
        ("<unk>", 0, PieceKind.Unknown), ("<s>", 0, PieceKind.Control), ("</s>", 0, PieceKind.Control), ("<0x0A>", 0, PieceKind.Byte), ("[X]", 0, PieceKind.UserDefined),
        ("▁a", -1, PieceKind.Normal), ("ab", -2, PieceKind.Normal), ("aba", -3, PieceKind.Normal), ("▁", -4, PieceKind.Normal), ("a", -5, PieceKind.Normal),
        ("b", -6, PieceKind.Normal), ("ba", -2, PieceKind.Normal), ("😀", -7, PieceKind.Normal), ("😀a", -8, PieceKind.Normal),
    ];

    [Fact]
    public void Mistral_has_the_same_ids_from_tokenizer_model_as_from_tokenizer_json()
    {
        using TemporaryFolder folder = new(), saved = new();
        foreach (var file in new[] { "tokenizer.model", "tokenizer_config.json" })
            File.Copy(SharedTokenizers.Path("tokenizers", "mistral", file), Path.Combine(folder.Path, file));
        var fromModel = HuggingFaceTokenizer.Load(folder.Path);
        fromModel.Save(saved.Path); // what import does for a checkpoint that has no tokenizer.json
        var fromSaved = HuggingFaceTokenizer.Load(saved.Path);
        var expected = SharedTokenizers.Get("mistral");

        foreach (var tokenizer in new[] { fromModel, fromSaved })
        {
            Assert.Equal(expected.AddedTokens, tokenizer.AddedTokens);
            Assert.Equal(expected.SequenceStartIds, tokenizer.SequenceStartIds);
            Assert.Equal((expected.BosId, expected.EosId, expected.PadId), (tokenizer.BosId, tokenizer.EosId, tokenizer.PadId));
            foreach (var text in RustTexts.All)
                AssertEqual(expected, tokenizer, text);
        }
        JsonNode original = JsonNode.Parse(File.ReadAllText(SharedTokenizers.Path("tokenizers", "mistral", "tokenizer.json")))!, written = JsonNode.Parse(File.ReadAllText(Path.Combine(saved.Path, "tokenizer.json")))!;
        foreach (var section in new[] { "normalizer", "pre_tokenizer", "decoder", "post_processor" })
            Assert.True(JsonNode.DeepEquals(original[section], written[section]), section);
        Assert.Equal(original["model"]!["merges"]!.AsArray().Select(m => m!.GetValue<string>()), written["model"]!["merges"]!.AsArray().Select(m => m!.GetValue<string>()));
    }

    [Fact]
    public void Merges_come_by_score_then_by_ids()
    {
        var tokenizer = SentencePieceFile.Of(SentencePieceModel.Bpe, FewPieces).Load();
        using var folder = new TemporaryFolder();
        tokenizer.Save(folder.Path);
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(folder.Path, "tokenizer.json")))!;
        Assert.Equal(["▁ a", "a b", "b a", "ab a", "a ba", "😀 a"], json["model"]!["merges"]!.AsArray().Select(m => m!.GetValue<string>()));
    }

    [Fact]
    public void Control_unknown_and_user_defined_pieces_are_added_tokens()
    {
        var tokenizer = SentencePieceFile.Of(SentencePieceModel.Bpe, FewPieces, (35, 1)).Load();
        Assert.Equal(["<unk>", "<s>", "</s>", "[X]"], tokenizer.AddedTokens.Select(t => t.Content));
        Assert.Equal([true, true, true, false], tokenizer.AddedTokens.Select(t => t.IsSpecial));
        Assert.Equal((1, 2, null), (tokenizer.BosId, tokenizer.EosId, tokenizer.PadId));
        Assert.Equal([1], tokenizer.SequenceStartIds);
        Assert.Equal([5, 10, 4, 5, 3, 10], Encode(tokenizer, "ab[X]a\nb")); // the newline is a byte; text after a token is marked, as ever was
        Assert.DoesNotContain(1, Encode(tokenizer, "<s>"));
    }

    [Fact]
    public void The_normalizer_of_the_model_is_used()
    {
        var normalizer = new SentencePieceFile().Number(3, 0).Number(4, 1).Number(5, 1);
        var file = SentencePieceFile.Of(SentencePieceModel.Bpe, FewPieces).Message(3, normalizer);
        Assert.Equal([9, 5], Encode(file.Load(), "  a   a "));
        var plain = SentencePieceFile.Of(SentencePieceModel.Bpe, FewPieces).Message(3, new SentencePieceFile().Number(4, 0));
        Assert.Equal([8, 8, 5, 8, 8, 5, 8], Encode(plain.Load(), "  a   a "));
    }

    [Fact]
    public void Without_legacy_only_the_beginning_of_an_input_is_marked()
    {
        var tokenizer = SentencePieceFile.Of(SentencePieceModel.Bpe, FewPieces).Load("""{"legacy": false}""");
        Assert.Equal([5, 4, 9], Encode(tokenizer, "a[X]a"));
        List<int> ids = [1];
        tokenizer.EncodeText("a", ids, null);
        Assert.Equal([1, 9], ids);
    }

    [Theory]
    [InlineData("t5", false)]
    [InlineData("xlmr", true)]
    public void Unigram_models_have_the_ids_of_their_tokenizer_json(string name, bool fallsBack)
    {
        var json = TinyTokenizer.Json(name);
        var map = Convert.FromBase64String(name == "t5"
            ? json["normalizer"]!["precompiled_charsmap"]!.GetValue<string>()
            : json["normalizer"]!["normalizers"]![0]!["precompiled_charsmap"]!.GetValue<string>());
        var file = SentencePieceFile.Of(SentencePieceModel.Unigram, SentencePieceFile.PiecesOf(json), (35, fallsBack ? 1 : 0), (40, json["model"]!["unk_id"]!.GetValue<int>()), (41, -1), (42, -1));
        file.Message(3, new SentencePieceFile().Raw(2, map));

        // The same in the other form: scores of single precision, and the sections that transformers writes.
        foreach (var entry in json["model"]!["vocab"]!.AsArray())
            entry![1] = (double)(float)entry[1]!.GetValue<double>();
        json["normalizer"] = TinyTokenizer.Json("xlmr")["normalizer"]!.DeepClone();
        json["pre_tokenizer"] = JsonNode.Parse("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}""");
        json["added_tokens"] = new JsonArray([.. json["added_tokens"]!.AsArray().Where(t => t!["id"]!.GetValue<int>() < 4).Select(t => t!.DeepClone())]);
        var (expected, found) = (TinyTokenizer.LoadJson(json), file.Load());
        Assert.Equal(expected.AddedTokens, found.AddedTokens);
        foreach (var text in RustTexts.All)
            AssertEqual(expected, found, text);
    }

    [Fact]
    public void T5_gets_its_sentinels_and_its_end()
    {
        var file = SentencePieceFile.Of(SentencePieceModel.Unigram, FewPieces);
        var tokenizer = file.Load("""{"tokenizer_class": "T5Tokenizer", "eos_token": "</s>"}""");
        Assert.Equal(FewPieces.Length + 99, tokenizer.FindToken("<extra_id_0>"));
        Assert.Equal(FewPieces.Length, tokenizer.FindToken("<extra_id_99>"));
        Assert.Equal([2], tokenizer.SequenceEndIds);
        Assert.True(tokenizer.IsSpecial(FewPieces.Length));
    }

    [Fact]
    public void Other_files_name_special_and_added_tokens()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(folder.Path, "tokenizer.model"), SentencePieceFile.Of(SentencePieceModel.Bpe, FewPieces).Bytes);
        folder.Write("special_tokens_map.json", """{"pad_token": {"content": "<pad>"}, "additional_special_tokens": ["[X]"]}""");
        folder.Write("added_tokens.json", """{"<pad>": 14, "<more>": 15}""");
        var tokenizer = HuggingFaceTokenizer.Load(folder.Path);
        Assert.Equal(14, tokenizer.PadId);
        Assert.True(tokenizer.IsSpecial(4) && tokenizer.IsSpecial(14) && !tokenizer.IsSpecial(15));
        Assert.Contains(15, Encode(tokenizer, "a<more>"));
        Assert.DoesNotContain(4, Encode(tokenizer, "[X]"));
    }

    public static TheoryData<byte[], string> Faults => new()
    {
        { [], "unk_id" },
        { SentencePieceFile.Of(3, FewPieces).Bytes, "model_type" },
        { SentencePieceFile.Of(1, FewPieces, (24, 1)).Bytes, "treat_whitespace_as_suffix" },
        { SentencePieceFile.Of(1, FewPieces, (40, 99)).Bytes, "unk_id" },
        { SentencePieceFile.Of(2, [.. FewPieces, FewPieces[5]]).Bytes, "twice" },
        { SentencePieceFile.Of(2, [("", 0, PieceKind.Normal)]).Bytes, "piece 0" },
        { SentencePieceFile.Of(2, [("a", double.NaN, PieceKind.Normal)]).Bytes, "NaN" },
        { SentencePieceFile.Of(2, [("a", 0, (PieceKind)9)]).Bytes, "type 9" },
        { SentencePieceFile.Of(2, FewPieces).Bytes[..^1], "goes beyond" },
        { [0x4d, 1], "ends too early" },
        { SentencePieceFile.Of(1, FewPieces).Message(3, new SentencePieceFile().Raw(2, [1, 2, 3])).Bytes, "precompiled_charsmap" },
        { [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "does not end" },
        { [0x0a, 0x7f], "goes beyond" },
        { [0x0b], "wire type" },
        { new SentencePieceFile().Message(1, new SentencePieceFile().Raw(1, [0xff])).Bytes, "UTF-8" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_in_tokenizer_model_is_named(byte[] bytes, string named)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(folder.Path, "tokenizer.model"), bytes);
        var e = Assert.Throws<TokenizerFormatException>(() => HuggingFaceTokenizer.Load(folder.Path));
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
        Assert.Contains("tokenizer.model", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_that_shift_ids_are_refused() =>
        Assert.Contains("XLMRobertaTokenizer", Assert.Throws<TokenizerFormatException>(() =>
            SentencePieceFile.Of(1, FewPieces).Load("""{"tokenizer_class": "XLMRobertaTokenizer"}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void Mutated_models_load_or_are_refused_and_nothing_else_happens()
    {
        var map = Convert.FromBase64String(TinyTokenizer.Json("t5")["normalizer"]!["precompiled_charsmap"]!.GetValue<string>());
        var originals = new[] { SentencePieceModel.Bpe, SentencePieceModel.Unigram }.Select(type =>
            SentencePieceFile.Of(type, FewPieces, (35, 1)).Message(3, new SentencePieceFile().Raw(2, map)).Bytes).ToArray();
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "tokenizer.model");
        Gen.Select(Gen.Int[0, 1], Gen.Select(Gen.Int[0, 1 << 20], Gen.Int[0, 2], Gen.Byte).Array[1, 6]).Sample(
            (which, changes) =>
            {
                var bytes = changes.Aggregate(originals[which].ToList(), Mutate).ToArray();
                lock (folder) // one file for all of CsCheck's threads
                {
                    File.WriteAllBytes(path, bytes);
                    try
                    {
                        var ids = new List<int>();
                        var tokenizer = HuggingFaceTokenizer.Load(folder.Path);
                        tokenizer.EncodeWithControlTokens("ab[X] <s>  é①\u00a0\u0301ﬁ 12\n", ids, []);
                        tokenizer.Decode(ids.ToArray(), skipSpecial: false);
                    }
                    catch (TokenizerFormatException)
                    {
                    }
                }
            },
            iter: 4000);
    }

    // Half of the changes fall on the pieces and the specifications, which are few bytes beside the map.
    private static List<byte> Mutate(List<byte> bytes, (int Position, int Kind, byte Value) change)
    {
        var position = (change.Position % 2 == 0 ? change.Position : change.Position % 400) % bytes.Count;
        switch (change.Kind)
        {
            case 0:
                bytes[position] = change.Value;
                break;
            case 1:
                bytes.RemoveRange(position, Math.Min(change.Value % 8, bytes.Count - position - 1));
                break;
            default:
                bytes.InsertRange(position, bytes.GetRange(position, Math.Min(change.Value, bytes.Count - position)));
                break;
        }
        return bytes;
    }

    private static void AssertEqual(HuggingFaceTokenizer expected, HuggingFaceTokenizer found, string text)
    {
        List<int> expectedIds = [], ids = [];
        List<(int Start, int End)> expectedSpans = [], spans = [];
        expected.EncodeText(text, expectedIds, expectedSpans);
        found.EncodeText(text, ids, spans);
        Assert.Equal(expectedIds, ids);
        Assert.Equal(expectedSpans, spans);
        Assert.Equal(expected.Decode(ids.ToArray(), skipSpecial: false), found.Decode(ids.ToArray(), skipSpecial: false));
    }

    private static List<int> Encode(HuggingFaceTokenizer tokenizer, string text)
    {
        List<int> ids = [];
        tokenizer.EncodeText(text, ids, null);
        return ids;
    }
}
