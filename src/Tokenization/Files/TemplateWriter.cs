using System.Text.Json;

namespace RewardServer.Tokenization.Files;

/// <summary>Writes what is put around a sequence as a TemplateProcessing.</summary>
internal static class TemplateWriter
{
    public static void Write(Utf8JsonWriter json, TokenizerDefinition definition)
    {
        var template = definition.Template;
        json.WriteStartObject("post_processor");
        json.WriteString("type", "TemplateProcessing");
        json.WriteStartArray("single");
        WriteTokens(template.Start, typeId: 0);
        WriteItem(json, "Sequence", "A", 0);
        WriteTokens(template.End, typeId: 0);
        json.WriteEndArray();
        json.WriteStartArray("pair");
        WriteTokens(template.Start, typeId: 0);
        WriteItem(json, "Sequence", "A", 0);
        WriteTokens(template.End, typeId: 0);
        WriteTokens(template.Start, typeId: 1);
        WriteItem(json, "Sequence", "B", 1);
        WriteTokens(template.End, typeId: 1);
        json.WriteEndArray();
        json.WriteStartObject("special_tokens");
        foreach (var id in template.Start.Concat(template.End).Distinct())
            WriteSpecialToken(json, ContentOf(definition, id), id);
        json.WriteEndObject();
        json.WriteEndObject();

        void WriteTokens(IReadOnlyList<int> ids, int typeId)
        {
            foreach (var id in ids)
                WriteItem(json, "SpecialToken", ContentOf(definition, id), typeId);
        }
    }

    private static void WriteItem(Utf8JsonWriter json, string kind, string id, int typeId)
    {
        json.WriteStartObject();
        json.WriteStartObject(kind);
        json.WriteString("id", id);
        json.WriteNumber("type_id", typeId);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSpecialToken(Utf8JsonWriter json, string content, int id)
    {
        json.WriteStartObject(content);
        json.WriteString("id", content);
        json.WriteStartArray("ids");
        json.WriteNumberValue(id);
        json.WriteEndArray();
        json.WriteStartArray("tokens");
        json.WriteStringValue(content);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string ContentOf(TokenizerDefinition definition, int id) =>
        definition.AddedTokens.FirstOrDefault(t => t.Id == id)?.Content ?? definition.Vocabulary.ContentOf(id)!;
}
