using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RewardServer.Training.Data;

/// <summary>Reads and writes files of training data, a line at a time.</summary>
internal static class TrainingFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions Syntax = new() { AllowDuplicateProperties = false };

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string[] Fields =
        [.. typeof(TrainingRecord).GetProperties().Where(p => p.Name != nameof(TrainingRecord.Place)).Select(p => JsonNamingPolicy.SnakeCaseLower.ConvertName(p.Name))];

    /// <summary>The records of a file, read as they are asked for; blank lines are passed over.</summary>
    /// <exception cref="InvalidDataException">A line is not what it should be; the message names file and line, and all that is wrong with it.</exception>
    public static IEnumerable<TrainingRecord> Read(string path)
    {
        using var reader = new StreamReader(path, Strict);
        for (var number = 1; ReadLine(reader, path, number) is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return Parse(line, $"{path}, line {number}");
            }
        }
    }

    /// <summary>One record.</summary>
    /// <param name="line">Its JSON.</param>
    /// <param name="place">Where it stands, for messages.</param>
    /// <exception cref="InvalidDataException">It is not what it should be.</exception>
    public static TrainingRecord Parse(string line, string place)
    {
        try
        {
            using var parsed = JsonDocument.Parse(line, Syntax);
            RefuseUnknown(parsed.RootElement, place);
            var record = parsed.RootElement.Deserialize<TrainingRecord>(Json)! with { Place = place };
            var errors = RecordCheck.Errors(record);
            return errors.Count == 0 ? record : throw new InvalidDataException($"{place}: {string.Join("; ", errors)}.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException) // the last two: half a surrogate pair
        {
            var told = exception switch
            {
                JsonException { Path: { } path } => $"'{path.TrimStart('$', '.')}' is not of the kind it should be.",
                JsonException json => $"{json.Message.Split(" LineNumber:")[0]} This is at byte {json.BytePositionInLine + 1}.",
                _ => exception.Message,
            };
            throw new InvalidDataException($"{place}: {told}", exception);
        }
    }

    /// <summary>The line of a record; what is null is left out.</summary>
    public static string Line(TrainingRecord record) => JsonSerializer.Serialize(record, Json);

    private static void RefuseUnknown(JsonElement record, string place)
    {
        if (record.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"{place}: a record must be an object, and this is {record.ValueKind}.");
        }

        if (record.EnumerateObject().Select(f => f.Name).FirstOrDefault(name => !Fields.Contains(name)) is { } unknown)
        {
            throw new InvalidDataException($"{place}: '{unknown}' is no field of training data; the fields are {string.Join(", ", Fields)}.");
        }
    }

    private static string? ReadLine(StreamReader reader, string path, int number)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException($"{path}, line {number} or a little behind it: this is not UTF-8.", exception);
        }
    }
}
