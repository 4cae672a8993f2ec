using System.Text.Json;

namespace RewardServer.Training.Evaluation.Files;

/// <summary>One record of a file of data. What is missing or of another kind is an <see cref="InvalidDataException"/> that says where and which.</summary>
/// <param name="Place">File and line, for messages.</param>
/// <param name="Fields">An object.</param>
internal sealed record JsonRecord(string Place, JsonElement Fields)
{
    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string field) => Fields.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A string.</summary>
    public string Text(string field) => Required(field, JsonValueKind.String, "a string").GetString()!;

    /// <summary>A string or a number, as text.</summary>
    public string Name(string field) => Required(field) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : Text(field);

    /// <summary>Strings.</summary>
    public IReadOnlyList<string> Texts(string field) => [.. Items(field).Select(item =>
        item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Error($"'{field}' must hold strings"))];

    /// <summary>Whole numbers.</summary>
    public IReadOnlyList<int> Integers(string field) => [.. Items(field).Select(item => Number(item, field))];

    /// <summary>A whole number.</summary>
    public int Integer(string field) => Number(Required(field), field);

    /// <summary>True or false.</summary>
    public bool Flag(string field) => Required(field) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value
        ? value.GetBoolean()
        : throw Error($"'{field}' must be true or false");

    /// <summary>Objects.</summary>
    public IReadOnlyList<JsonRecord> Records(string field) => [.. Items(field).Select((item, i) => item.ValueKind == JsonValueKind.Object
        ? new JsonRecord($"{Place}, {field}[{i}]", item)
        : throw Error($"'{field}' must hold objects"))];

    /// <summary>An error at this place.</summary>
    public InvalidDataException Error(string what) => new($"{Place}: {what}.");

    private JsonElement.ArrayEnumerator Items(string field) => Required(field, JsonValueKind.Array, "a list").EnumerateArray();

    private int Number(JsonElement value, string field) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Error($"'{field}' must be a whole number");

    private JsonElement Required(string field, JsonValueKind kind, string words) =>
        Required(field) is var value && value.ValueKind == kind ? value : throw Error($"'{field}' must be {words}");

    private JsonElement Required(string field) => Has(field) ? Fields.GetProperty(field) : throw Error($"'{field}' is missing");
}
