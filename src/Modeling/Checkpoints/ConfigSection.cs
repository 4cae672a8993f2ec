using System.Text.Json;
using static RewardServer.Modeling.Checkpoints.CheckpointException;

namespace RewardServer.Modeling.Checkpoints;

/// <summary>Typed access to a JSON object of config.json; every refusal names the key. A key with null counts as absent.</summary>
internal readonly struct ConfigSection
{
    private readonly JsonElement _element;
    private readonly string _path;

    /// <summary>Wraps an object; <paramref name="path"/> leads messages, such as <c>config.json: rope_scaling.</c>.</summary>
    public ConfigSection(JsonElement element, string path)
    {
        _element = element;
        _path = path;
    }

    public bool Has(string key) => TryGet(key, out _);

    /// <summary>Whether the key is written, be it as null.</summary>
    public bool Mentions(string key) => _element.TryGetProperty(key, out _);

    public int Int(string key, int least, int most) => IntOrNull(key, least, most) ?? throw Missing(key);

    public int? IntOrNull(string key, int least, int most)
    {
        if (!TryGet(key, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out var number) || number < least || number > most)
            throw Invalid(key, value, $"an integer from {least} to {most}");
        return number;
    }

    public double? PositiveOrNull(string key)
    {
        if (!TryGet(key, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || !double.IsFinite(number) || number <= 0)
            throw Invalid(key, value, "a positive number");
        return number;
    }

    public double? NumberOrNull(string key)
    {
        if (!TryGet(key, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || !float.IsFinite((float)number))
            throw Invalid(key, value, "a number");
        return number;
    }

    public double Positive(string key) => PositiveOrNull(key) ?? throw Missing(key);

    public bool? BoolOrNull(string key)
    {
        if (!TryGet(key, out var value))
            return null;
        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Invalid(key, value, "true or false"),
        };
    }

    public string? StringOrNull(string key)
    {
        if (!TryGet(key, out var value))
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Invalid(key, value, "a string");
    }

    public IReadOnlyList<string>? StringsOrNull(string key)
    {
        if (!TryGet(key, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String))
            throw Invalid(key, value, "a list of strings");
        return [.. value.EnumerateArray().Select(e => e.GetString()!)];
    }

    public ConfigSection? ObjectOrNull(string key)
    {
        if (!TryGet(key, out var value))
            return null;
        return value.ValueKind == JsonValueKind.Object ? new ConfigSection(value, $"{_path}{key}.") : throw Invalid(key, value, "an object");
    }

    public int Count() => _element.EnumerateObject().Count();

    /// <summary>An exception that names a key of this object.</summary>
    public CheckpointException Error(string key, string message) => new($"{_path}{key} {message}.");

    private CheckpointException Missing(string key) => Error(key, "is missing");

    private CheckpointException Invalid(string key, JsonElement value, string expected) =>
        Error(key, $"is {Quote(value.GetRawText())}; it must be {expected}");

    private bool TryGet(string key, out JsonElement value) => _element.TryGetProperty(key, out value) && value.ValueKind != JsonValueKind.Null;
}
