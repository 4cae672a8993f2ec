using System.Text.Json;

namespace RewardServer.Training.Evaluation.Files;

/// <summary>Reads the records of a file that is one JSON list of objects, or has an object on each line.</summary>
internal static class JsonRecords
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>All records, at least one.</summary>
    /// <exception cref="InvalidDataException">It is something else; the message names file and line.</exception>
    public static IReadOnlyList<JsonRecord> Read(string path)
    {
        ReadOnlySpan<byte> text = File.ReadAllBytes(path);
        text = text.StartsWith(ByteOrderMark) ? text[ByteOrderMark.Length..] : text;
        var records = text.TrimStart(" \t\r\n"u8) is [(byte)'[', ..] ? ReadList(text, path) : ReadLines(text, path);
        return records.Count > 0 ? records : throw new InvalidDataException($"{path}: there are no records in it.");
    }

    private static List<JsonRecord> ReadList(ReadOnlySpan<byte> text, string path)
    {
        List<JsonRecord> records = [];
        var (line, counted) = (1, 0);
        try
        {
            var reader = new Utf8JsonReader(text);
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                line += text[counted..start].Count((byte)'\n');
                counted = start;
                records.Add(Record(JsonElement.ParseValue(ref reader), path, line));
            }

            reader.Read(); // refuses what follows the list
            return records;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{path}, line {exception.LineNumber + 1 ?? line}: {exception.Message}", exception);
        }
    }

    private static List<JsonRecord> ReadLines(ReadOnlySpan<byte> text, string path)
    {
        List<JsonRecord> records = [];
        var line = 0;
        foreach (var range in text.Split((byte)'\n'))
        {
            line++;
            if (text[range].Trim(" \t\r"u8).IsEmpty)
            {
                continue;
            }

            try
            {
                records.Add(Record(JsonSerializer.Deserialize<JsonElement>(text[range]), path, line));
            }
            catch (JsonException exception)
            {
                throw new InvalidDataException($"{path}, line {line}: {exception.Message}", exception);
            }
        }

        return records;
    }

    private static JsonRecord Record(JsonElement value, string path, int line) => value.ValueKind == JsonValueKind.Object
        ? new JsonRecord($"{path}, line {line}", value)
        : throw new InvalidDataException($"{path}, line {line}: a record must be an object, and this is {value.ValueKind}.");
}
