using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using RewardServer.Errors;

namespace RewardServer.Dialects.Reading;

/// <summary>Texts in fields that dialects let have several shapes.</summary>
internal static class TextField
{
    /// <summary>The string of a value; false, with a note, when it is none of valid Unicode or empty.</summary>
    public static bool TryRead(JsonElement value, string pointer, RequestErrors errors, [NotNullWhen(true)] out string? text)
    {
        text = StringOf(value);
        if (text is null)
            errors.Add(pointer, "expected a string of valid Unicode");
        else if (text.Length == 0)
            errors.Add(pointer, "must not be empty");
        return text is { Length: > 0 };
    }

    /// <summary>The text of a string, of <c>{"text": …}</c>, or of <c>{"content": [{"type": "text", "text": …}]}</c>.</summary>
    public static bool TryReadObject(JsonElement value, string pointer, RequestErrors errors, [NotNullWhen(true)] out string? text)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return TryRead(value, pointer, errors, out text);
        if (value.TryGetProperty("content", out var content))
            return TryReadParts(content, pointer + "/content", errors, out text);
        if (value.TryGetProperty("text", out var inner))
            return TryRead(inner, pointer + "/text", errors, out text);
        errors.Add(pointer, "expected a string, or an object with text or content");
        text = null;
        return false;
    }

    /// <summary>The text of a message's content: a string, or parts of type text.</summary>
    public static bool TryReadParts(JsonElement content, string pointer, RequestErrors errors, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (content.ValueKind != JsonValueKind.Array)
            return TryRead(content, pointer, errors, out text);
        var (whole, index) = ("", 0);
        foreach (var part in content.EnumerateArray())
        {
            var place = $"{pointer}/{index++}";
            if (part.ValueKind != JsonValueKind.Object || !part.TryGetProperty("type", out var type) || StringOf(type) != "text" || !part.TryGetProperty("text", out var inner))
            {
                errors.Add(place, "expected {\"type\": \"text\", \"text\": …}; reward models here read text only");
                return false;
            }
            if (!TryRead(inner, place + "/text", errors, out var added))
                return false;
            whole += added;
        }
        if (whole.Length == 0)
            errors.Add(pointer, "must not be empty");
        text = whole;
        return whole.Length > 0;
    }

    /// <summary>A string's text; null when the value is none, or not valid Unicode.</summary>
    public static string? StringOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
