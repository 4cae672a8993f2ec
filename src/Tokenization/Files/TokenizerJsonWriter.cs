using System.Text.Encodings.Web;
using System.Text.Json;
using RewardServer.Tokenization.PreTokenizers;

namespace RewardServer.Tokenization.Files;

/// <summary>Writes tokenizer.json in one canonical form: tokens by id, merges by rank, every default spelt out.</summary>
internal static class TokenizerJsonWriter
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(TokenizerDefinition definition) => WriteObject(json =>
    {
        json.WriteString("version", "1.0");
        json.WriteNull("truncation");
        json.WriteNull("padding");
        json.WriteStartArray("added_tokens");
        foreach (var token in definition.AddedTokens)
            WriteAddedToken(json, token);
        json.WriteEndArray();
        if (definition.ComposesCanonically)
            WriteTyped(json, "normalizer", "NFC");
        else
            json.WriteNull("normalizer");
        WritePreTokenizer(json, definition.PreTokenizer);
        WritePostProcessor(json, definition);
        WriteByteLevel(json, "decoder", addsPrefixSpace: true, usesPattern: true);
        WriteModel(json, definition);
    });

    public static byte[] WriteConfig(SpecialTokenNames names) => WriteObject(json =>
    {
        json.WriteString("tokenizer_class", "PreTrainedTokenizerFast");
        json.WriteString("bos_token", names.Bos);
        json.WriteString("eos_token", names.Eos);
        json.WriteString("pad_token", names.Pad);
        json.WriteBoolean("clean_up_tokenization_spaces", false);
    });

    private static byte[] WriteObject(Action<Utf8JsonWriter> writeMembers)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            writeMembers(json);
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void WriteAddedToken(Utf8JsonWriter json, AddedToken token)
    {
        json.WriteStartObject();
        json.WriteNumber("id", token.Id);
        json.WriteString("content", token.Content);
        json.WriteBoolean("single_word", token.IsSingleWord);
        json.WriteBoolean("lstrip", token.StripsLeft);
        json.WriteBoolean("rstrip", token.StripsRight);
        json.WriteBoolean("normalized", token.IsNormalized);
        json.WriteBoolean("special", token.IsSpecial);
        json.WriteEndObject();
    }

    private static void WritePreTokenizer(Utf8JsonWriter json, PreTokenizerOptions options)
    {
        if (options.Splits.Count == 0)
        {
            WriteByteLevel(json, "pre_tokenizer", options.AddsPrefixSpace, options.SplitsBytesAsGpt2);
            return;
        }
        json.WriteStartObject("pre_tokenizer");
        json.WriteString("type", "Sequence");
        json.WriteStartArray("pretokenizers");
        foreach (var split in options.Splits)
            WriteSplit(json, split);
        WriteByteLevel(json, null, options.AddsPrefixSpace, options.SplitsBytesAsGpt2);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSplit(Utf8JsonWriter json, IWordScanner split)
    {
        json.WriteStartObject();
        if (split is DigitsScanner digits)
        {
            json.WriteString("type", "Digits");
            json.WriteBoolean("individual_digits", digits.IsIndividual);
        }
        else
        {
            json.WriteString("type", "Split");
            json.WriteStartObject("pattern");
            json.WriteString("Regex", split.Name);
            json.WriteEndObject();
            json.WriteString("behavior", "Isolated");
            json.WriteBoolean("invert", false);
        }
        json.WriteEndObject();
    }

    private static void WritePostProcessor(Utf8JsonWriter json, TokenizerDefinition definition)
    {
        if (definition.Template is { Start.Count: 0, End.Count: 0 })
            WriteByteLevel(json, "post_processor", addsPrefixSpace: false, usesPattern: false);
        else
            TemplateWriter.Write(json, definition);
    }

    // Offsets are never trimmed: a space belongs to the token that holds it.
    private static void WriteByteLevel(Utf8JsonWriter json, string? key, bool addsPrefixSpace, bool usesPattern)
    {
        if (key is null)
            json.WriteStartObject();
        else
            json.WriteStartObject(key);
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", addsPrefixSpace);
        json.WriteBoolean("trim_offsets", false);
        json.WriteBoolean("use_regex", usesPattern);
        json.WriteEndObject();
    }

    private static void WriteTyped(Utf8JsonWriter json, string key, string type)
    {
        json.WriteStartObject(key);
        json.WriteString("type", type);
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, TokenizerDefinition definition)
    {
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        json.WriteNull("unk_token");
        json.WriteNull("continuing_subword_prefix");
        json.WriteNull("end_of_word_suffix");
        json.WriteBoolean("fuse_unk", false);
        json.WriteBoolean("byte_fallback", false);
        json.WriteBoolean("ignore_merges", definition.IgnoresMerges);
        json.WriteStartObject("vocab");
        foreach (var (content, id) in definition.Vocabulary.Ids.OrderBy(t => t.Value))
            json.WriteNumber(content, id);
        json.WriteEndObject();
        WriteMerges(json, definition);
        json.WriteEndObject();
    }

    private static void WriteMerges(Utf8JsonWriter json, TokenizerDefinition definition)
    {
        json.WriteStartArray("merges");
        foreach (var merge in definition.Merges)
        {
            var left = definition.Vocabulary.ContentOf(merge.Left)!;
            var right = definition.Vocabulary.ContentOf(merge.Right)!;
            if (left.Contains(' ', StringComparison.Ordinal) || right.Contains(' ', StringComparison.Ordinal))
                throw new InvalidOperationException($"The merge of \"{left}\" and \"{right}\" cannot be written: byte-level tokens hold no spaces.");
            json.WriteStringValue($"{left} {right}");
        }
        json.WriteEndArray();
    }
}
