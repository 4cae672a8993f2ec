using System.Text.Encodings.Web;
using System.Text.Json;

namespace RewardServer.Tokenization.Files;

/// <summary>Writes tokenizer.json: tokens by id, merges by rank, and the other sections as they were read.</summary>
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
        WriteSection(json, "normalizer", definition.Normalizer.Json);
        WriteSection(json, "pre_tokenizer", definition.PreTokenizer.Json);
        if (definition is { Template: { Start.Count: 0, End.Count: 0 }, Pair: null or { Start.Count: 0, Middle.Count: 0, End.Count: 0 } })
            json.WriteNull("post_processor");
        else
            TemplateWriter.Write(json, definition);
        WriteSection(json, "decoder", definition.Decoder.Json);
        ModelWriter.Write(json, definition.Model);
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

    private static void WriteSection(Utf8JsonWriter json, string key, JsonElement? section)
    {
        json.WritePropertyName(key);
        if (section is { } found)
            found.WriteTo(json);
        else
            json.WriteNullValue();
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
}
