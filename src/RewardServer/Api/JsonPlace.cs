using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RewardServer.Api;

/// <summary>
/// Where a JSON document broke the API's rules, and how, told without the names of our types: the serializer's path is walked
/// over the type it was reading, and what is found at its end says what was expected there.
/// </summary>
/// <param name="Pointer">JSON pointer (RFC 6901).</param>
/// <param name="Message">What is wrong there.</param>
internal readonly record struct JsonPlace(string Pointer, string Message)
{
    /// <summary>Reads the place off a serializer's exception.</summary>
    public static JsonPlace Of(JsonException exception, JsonTypeInfo root)
    {
        var segments = Segments(exception.Path ?? "$");
        var pointer = PointerOf(segments);
        // A syntax error carries the reader's exception; its message names the byte, never a type of ours.
        if (exception.InnerException is JsonException syntax)
            return new("", "not valid JSON: " + syntax.Message);
        if (exception.Message.StartsWith("Duplicate", StringComparison.Ordinal))
            return new(pointer, "this field is given twice");

        var expected = Expected(root, segments, out var unknown);
        return new(pointer, unknown ? "unknown field; known are " + expected : "expected " + expected);
    }

    /// <summary>What belongs at the path's end in words, or the known fields when its last name is none of them.</summary>
    private static string Expected(JsonTypeInfo root, List<string> segments, out bool unknown)
    {
        var (type, element) = (root, root.Type);
        foreach (var segment in segments)
        {
            if (type.Kind == JsonTypeInfoKind.Object)
            {
                var property = type.Properties.FirstOrDefault(p => p.Name == segment);
                if (unknown = property is null)
                    return string.Join(", ", type.Properties.Select(p => p.Name));
                element = property!.PropertyType;
            }
            else
            {
                element = type.ElementType ?? typeof(object);
            }
            type = root.Options.GetTypeInfo(element);
        }
        unknown = false;
        return Words(type);
    }

    private static string Words(JsonTypeInfo type)
    {
        var plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        return type.Kind switch
        {
            JsonTypeInfoKind.Object => "an object",
            JsonTypeInfoKind.Enumerable => "a list",
            _ when plain.IsEnum => "one of " + string.Join(", ", Enum.GetNames(plain).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)),
            _ when plain == typeof(string) => "a string of valid Unicode",
            _ when plain == typeof(bool) => "true or false",
            _ => "a number in the range of its type",
        };
    }

    /// <summary>Splits <c>$.a[0]['b.c']</c> into a, 0, b.c.</summary>
    private static List<string> Segments(string path)
    {
        var segments = new List<string>();
        for (var i = 1; i < path.Length;)
        {
            var quoted = path.AsSpan(i).StartsWith("['");
            var start = i + (quoted ? 2 : 1);
            var end = quoted ? path.IndexOf("']", start, StringComparison.Ordinal)
                : path[i] == '[' ? path.IndexOf(']', start)
                : path.AsSpan(start).IndexOfAny('.', '[') is >= 0 and var next ? start + next
                : path.Length;
            if (end < 0)
                end = path.Length;
            segments.Add(path[start..end]);
            i = end + (quoted ? 2 : path[i] == '[' ? 1 : 0);
        }
        return segments;
    }

    private static string PointerOf(List<string> segments)
    {
        var pointer = new StringBuilder();
        foreach (var segment in segments)
            pointer.Append('/').Append(segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
        return pointer.ToString();
    }
}
