using System.Text.Json;

namespace RewardServer.Tokenization.Files;

/// <summary>Writes what is put around texts as a TemplateProcessing.</summary>
internal static class TemplateWriter
{
    public static void Write(Utf8JsonWriter json, TokenizerDefinition definition)
    {
        var template = definition.Template;
        json.WriteStartObject("post_processor");
        json.WriteString("type", "TemplateProcessing");
        json.WriteStartArray("single");
        WriteTokens(AsFirst(template.Start));
        WriteItem(json, "Sequence", "A", 0);
        WriteTokens(AsFirst(template.End));
        json.WriteEndArray();
        // Without a way of its own, a pair is one sequence after the other.
        var pair = definition.Pair ?? new PairTemplate(AsFirst(template.Start), 0, AsFirst(template.End), 1, []);
        json.WriteStartArray("pair");
        WriteTokens(pair.Start);
        WriteItem(json, "Sequence", "A", pair.FirstTypeId);
        WriteTokens(pair.Middle);
        WriteItem(json, "Sequence", "B", pair.SecondTypeId);
        WriteTokens(pair.End);
        json.WriteEndArray();
        json.WriteStartObject("special_tokens");
        var inPair = pair.Start.Concat(pair.Middle).Concat(pair.End).Select(token => token.Id);
        foreach (var id in template.Start.Concat(template.End).Concat(inPair).Distinct())
            WriteSpecialToken(json, ContentOf(definition, id), id);
        json.WriteEndObject();
        json.WriteEndObject();

        void WriteTokens(IEnumerable<TemplateToken> tokens)
        {
            foreach (var token in tokens)
                WriteItem(json, "SpecialToken", ContentOf(definition, token.Id), token.TypeId);
        }
    }

    private static TemplateToken[] AsFirst(IEnumerable<int> ids) => [.. ids.Select(id => new TemplateToken(id, 0))];

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
        definition.AddedTokens.FirstOrDefault(t => t.Id == id)?.Content ?? definition.Model.Vocabulary.ContentOf(id)!;
}
