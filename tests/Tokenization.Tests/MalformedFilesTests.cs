using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace RewardServer.Tokenization.Tests;

/// <summary>Files nobody vouches for: one kind of exception, which names the file and the key.</summary>
public sealed class MalformedFilesTests
{
    // Where (keys; a number is an index), what is put there as JSON, and what the message must hold.
    public static TheoryData<string, string, string[]> Faults => new()
    {
        { "model/type", "\"Unigram\"", ["model.type", "Unigram"] },
        { "model/type", "\"WordPiece\"", ["model.type", "WordPiece"] },
        { "model/vocab", "[]", ["model.vocab", "an object"] },
        { "model/vocab/Ġthe", "-1", ["model.vocab.Ġthe", "-1"] },
        { "model/vocab/Ġthe", "1.5", ["model.vocab.Ġthe", "1.5"] },
        { "model/vocab/Ġthe", "99999999", ["model.vocab.Ġthe", "99999999"] },
        { "model/vocab/Ġthe", "\"7\"", ["model.vocab.Ġthe"] },
        { "model/vocab/Ġthe", "5", ["model.vocab", "id 5", "the"] },
        { "model/vocab/~", null!, ["0x7e"] },
        { "model/merges", "{}", ["model.merges", "a list"] },
        { "model/merges/3", "\"q\"", ["model.merges[3]"] },
        { "model/merges/3", "\"q zz\"", ["model.merges[3]", "zz"] },
        { "model/merges/3", "[\"a\"]", ["model.merges[3]"] },
        { "model/merges/3", "7", ["model.merges[3]"] },
        { "model/dropout", "0.1", ["model.dropout"] },
        { "model/end_of_word_suffix", "\"</w>\"", ["model.end_of_word_suffix"] },
        { "model/ignore_merges", "1", ["model.ignore_merges"] },
        { "model", "null", ["model", "missing"] },
        { "normalizer", """{"type":"Casefold"}""", ["normalizer.type", "Casefold"] },
        { "normalizer", """{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Casefold"}]}""", ["normalizer.normalizers[1].type", "Casefold"] },
        { "normalizer", """{"type":"Replace","pattern":{"Regex":"a+"},"content":""}""", ["normalizer.pattern.Regex", "a+"] },
        { "normalizer", """{"type":"Replace","pattern":{"String":""},"content":""}""", ["normalizer.pattern.String"] },
        { "normalizer", """{"type":"Precompiled","precompiled_charsmap":"AAAA"}""", ["normalizer.precompiled_charsmap"] },
        { "normalizer", """{"type":"Precompiled","precompiled_charsmap":"\ud800"}""", ["normalizer.precompiled_charsmap", "Unicode"] },
        { "normalizer", """{"type":"NFC","note":["\ud800"]}""", ["normalizer.note[0]", "Unicode"] },
        { "pre_tokenizer", "null", ["decoder.type", "ByteLevel"] },
        { "pre_tokenizer", """{"type":"Metaspace"}""", ["decoder.type", "ByteLevel"] },
        { "pre_tokenizer", """{"type":"Digits"}""", ["pre_tokenizer", "ByteLevel"] },
        { "pre_tokenizer/pretokenizers/0/pattern/Regex", "\"[a-z]+|.\"", ["pre_tokenizer.pretokenizers[0].pattern.Regex", "[a-z]+|."] },
        { "pre_tokenizer/pretokenizers/0/behavior", "\"MergedWithNext\"", ["behavior", "MergedWithNext"] },
        { "post_processor", """{"type":"BertProcessing"}""", ["post_processor.cls"] },
        { "post_processor", """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x"}},{"Sequence":{"id":"A"}}],"special_tokens":{}}""", ["post_processor.single[0]", "x"] },
        { "post_processor", """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x"}},{"Sequence":{"id":"A"}}],"special_tokens":{"x":{"ids":[4000000]}}}""", ["post_processor", "4000000"] },
        { "decoder", """{"type":"Metaspace"}""", ["decoder.type", "Metaspace"] },
        { "added_tokens/0/id", "null", ["added_tokens[0].id"] },
        { "added_tokens/0/id", "3", ["added token 3"] },
        { "added_tokens/0/content", "\"\"", ["added_tokens[0].content"] },
        { "added_tokens/0/content", "\"<|im_end|>\"", ["<|im_end|>", "twice"] },
        { "added_tokens/0/content", "\"Ġthe\"", ["Ġthe", "vocabulary"] },
        { "added_tokens/0/special", "\"yes\"", ["added_tokens[0].special"] },
        { "added_tokens/0/content", "\"\\ud800\"", ["added_tokens[0].content", "Unicode"] },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_in_tokenizer_json_is_named(string where, string? value, string[] named)
    {
        var json = Replace(TinyTokenizer.Json("qwen2"), where, value);
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", json);
        var e = Assert.Throws<TokenizerFormatException>(() => HuggingFaceTokenizer.Load(folder.Path));
        Assert.All([folder.Path, .. named], part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }

    // The form, and then as above.
    public static TheoryData<string, string, string?, string[]> OtherFaults => new()
    {
        { "t5", "model/unk_id", "null", ["model.unk_id"] },
        { "t5", "model/unk_id", "100000", ["model.unk_id", "100000"] },
        { "t5", "model/vocab", "{}", ["model.vocab", "a list"] },
        { "t5", "model/vocab/5", "[\"x\"]", ["model.vocab[5]"] },
        { "t5", "model/vocab/5", "[\"x\", \"1\"]", ["model.vocab[5][1]"] },
        { "t5", "model/vocab/5", "[\"x\", 1e999]", ["model.vocab[5][1]"] },
        { "t5", "model/vocab/5", "[\"<unk>\", 1]", ["model.vocab[5][0]", "twice"] },
        { "t5", "pre_tokenizer", """{"type":"Metaspace","replacement":"ab"}""", ["pre_tokenizer.replacement"] },
        { "t5", "pre_tokenizer", """{"type":"Metaspace","prepend_scheme":"last"}""", ["pre_tokenizer.prepend_scheme", "last"] },
        { "t5", "pre_tokenizer", """{"type":"ByteLevel"}""", ["Unigram", "ByteLevel"] },
        { "t5", "decoder", """{"type":"CTC"}""", ["decoder.type", "CTC"] },
        { "t5", "decoder", """{"type":"Strip","content":"ab"}""", ["decoder.content"] },
        { "t5", "decoder", """{"type":"Strip","content":"a","start":-1}""", ["decoder.start"] },
        { "bert", "model/unk_token", "\"none\"", ["model.unk_token", "none"] },
        { "bert", "model/unk_token", "null", ["model.unk_token"] },
        { "bert", "model/max_input_chars_per_word", "-1", ["model.max_input_chars_per_word"] },
        { "bert", "post_processor", """{"type":"BertProcessing","cls":["a",4000000],"sep":["b",1]}""", ["post_processor", "4000000"] },
        { "llama", "model/unk_token", "\"none\"", ["model.unk_token", "none"] },
        { "llama", "pre_tokenizer", """{"type":"Split","pattern":{"String":" "},"behavior":"Joined"}""", ["pre_tokenizer.behavior", "Joined"] },
        { "llama", "decoder", """{"type":"Sequence","decoders":[{"type":"Fuse"},{"type":"ByteFallback"}]}""", ["decoder.decoders[1].type", "Fuse"] },
    };

    [Theory]
    [MemberData(nameof(OtherFaults))]
    public void A_fault_in_a_tokenizer_json_of_another_kind_is_named(string form, string where, string? value, string[] named)
    {
        var json = Replace(TinyTokenizer.Json(form), where, value);
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", json);
        var e = Assert.Throws<TokenizerFormatException>(() => HuggingFaceTokenizer.Load(folder.Path));
        Assert.All([folder.Path, .. named], part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"model\":", "not valid JSON")]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "an object")]
    [InlineData("{\"model\":{},\"model\":{}}", "not valid JSON")]
    public void A_file_that_is_not_a_JSON_object_is_refused(string content, string named)
    {
        using var folder = new TemporaryFolder();
        folder.Write("tokenizer.json", content);
        Assert.Contains(named, Assert.Throws<TokenizerFormatException>(() => HuggingFaceTokenizer.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_or_missing_folder_and_an_unknown_class_are_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<TokenizerFormatException>(() => HuggingFaceTokenizer.Load(folder.Path));
        Assert.Throws<TokenizerFormatException>(() => HuggingFaceTokenizer.Load(Path.Combine(folder.Path, "none")));
        folder.Write("vocab.json", TinyTokenizer.Json("gpt2")["model"]!["vocab"]!.ToJsonString());
        var line = folder.Write("merges.txt", "#version: 0.2\nĠ t\nq\n");
        Assert.Contains("merges.txt: line 3", Assert.Throws<TokenizerFormatException>(() => HuggingFaceTokenizer.Load(folder.Path)).Message, StringComparison.Ordinal);
        File.WriteAllText(line, "Ġ t\n");
        folder.Write("tokenizer_config.json", """{"tokenizer_class":"T5Tokenizer"}""");
        Assert.Contains("T5Tokenizer", Assert.Throws<TokenizerFormatException>(() => HuggingFaceTokenizer.Load(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gaps_between_ids_are_allowed()
    {
        var json = TinyTokenizer.Json("qwen2");
        json["added_tokens"]!.AsArray().Add(new JsonObject { ["id"] = 100_000, ["content"] = "<far>", ["special"] = true });
        var tokenizer = TinyTokenizer.LoadJson(json);
        Assert.Equal(100_001, tokenizer.VocabularySize);
        Assert.Equal("<far>", tokenizer.Decode([99_999, 100_000, 100_001, -1], skipSpecial: false));
        Assert.Null(tokenizer.FindContent(99_999));
    }

    [Theory]
    [InlineData("llama3")]
    [InlineData("llama")]
    [InlineData("xlmr")]
    [InlineData("albert")]
    [InlineData("bert")]
    public void Mutated_files_load_or_are_refused_and_nothing_else_happens(string name)
    {
        var original = Encoding.UTF8.GetBytes(Shortened(name).ToJsonString());
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "tokenizer.json");
        var change = Gen.Select(Gen.Int[0, original.Length - 1], Gen.Int[0, 4], Gen.Byte);
        change.Array[1, 4].Sample(
            changes =>
            {
                var bytes = changes.Aggregate(original.ToList(), Mutate).ToArray();
                lock (folder) // one file for all of CsCheck's threads
                {
                    File.WriteAllBytes(path, bytes);
                    try
                    {
                        var tokenizer = HuggingFaceTokenizer.Load(folder.Path);
                        List<int> ids = [];
                        tokenizer.EncodeWithControlTokens("The answer <|im_end|> é 12 <s>ш\n\u00a0\u0301 ##s", ids, []);
                        tokenizer.Decode(ids.ToArray(), skipSpecial: true);
                    }
                    catch (TokenizerFormatException)
                    {
                    }
                }
            },
            iter: 2000);
    }

    private static readonly string[] Splices = ["null", "-1", "[]", "{}", "\"\"", "true", "1e99", "\\ud800", "\"type\":", "Sequence", ","];

    private static List<byte> Mutate(List<byte> bytes, (int Position, int Kind, byte Value) change)
    {
        var position = change.Position % bytes.Count;
        switch (change.Kind)
        {
            case 0:
                bytes[position] = change.Value;
                break;
            case 1:
                bytes.RemoveRange(position, Math.Min(change.Value % 16, bytes.Count - position - 1));
                break;
            case 2:
                bytes.InsertRange(position, bytes.GetRange(position, Math.Min(change.Value, bytes.Count - position)));
                break;
            case 3: // a whole JSON token gives way to another
                var end = bytes.FindIndex(position, b => b is (byte)',' or (byte)'}' or (byte)']');
                if (end > position)
                    bytes.RemoveRange(position, end - position);
                bytes.InsertRange(position, Encoding.UTF8.GetBytes(Splices[change.Value % Splices.Length]));
                break;
            default:
                bytes.InsertRange(position, Encoding.UTF8.GetBytes(Splices[change.Value % Splices.Length]));
                break;
        }
        return bytes;
    }

    // Few tokens, so that changes fall on the rest as well.
    private static JsonObject Shortened(string name)
    {
        var json = TinyTokenizer.Json(name);
        if (json["model"]!["merges"] is JsonArray merges)
        {
            while (merges.Count > 10)
                merges.RemoveAt(merges.Count - 1);
        }
        if (json["model"]!["vocab"] is JsonArray pieces)
        {
            while (pieces.Count > 40)
                pieces.RemoveAt(pieces.Count - 1);
            json["added_tokens"] = new JsonArray([.. json["added_tokens"]!.AsArray().Where(t => t!["id"]!.GetValue<int>() < 4).Select(t => t!.DeepClone())]);
        }
        return json;
    }

    private static string Replace(JsonObject json, string where, string? value)
    {
        const string mark = "@@here@@";
        var keys = where.Split('/');
        JsonNode parent = json;
        foreach (var key in keys[..^1])
            parent = parent is JsonArray list ? list[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)]! : parent[key]!;
        if (value is null)
            parent.AsObject().Remove(keys[^1]);
        else if (parent is JsonArray list)
            list[int.Parse(keys[^1], System.Globalization.CultureInfo.InvariantCulture)] = mark;
        else
            parent[keys[^1]] = mark;
        return json.ToJsonString().Replace($"\"{mark}\"", value, StringComparison.Ordinal);
    }
}
