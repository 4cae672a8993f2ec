using System.Text.Json;

namespace RewardServer.Dialects;

/// <summary>The fields of a JSON object without its values: what tells dialects apart that share a path.</summary>
internal static class BodyKeys
{
    private const int MaxDepth = 64;

    /// <summary>The first name that is wanted, in the order of the body; null when there is none, or the body is no JSON object that far.</summary>
    public static string? Find(ReadOnlySpan<byte> utf8, Predicate<string> isWanted)
    {
        string? found = null;
        Scan(utf8, key => isWanted(key) && (found = key) is not null);
        return found;
    }

    /// <summary>All names, as far as the body is a JSON object.</summary>
    public static HashSet<string> Of(ReadOnlySpan<byte> utf8)
    {
        HashSet<string> keys = new(StringComparer.Ordinal);
        Scan(utf8, key => !keys.Add(key) && false);
        return keys;
    }

    // What is wrong with a body is told by whoever reads it whole.
    private static void Scan(ReadOnlySpan<byte> utf8, Predicate<string> isLast)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (isLast(reader.GetString()!))
                    return;
                reader.Skip();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name that is no valid Unicode.
        }
    }
}
