using System.Text.Json;

namespace RewardServer.Remote;

/// <summary>Parts of an answer that must be there.</summary>
internal static class RemoteJson
{
    private const double RoundingAboveZero = 1e-3;

    /// <summary>A property of a kind; throws <see cref="RemoteFormatException"/> when it is missing or of another kind.</summary>
    public static JsonElement Part(JsonElement element, string name, JsonValueKind kind) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var part) && part.ValueKind == kind
            ? part
            : throw new RemoteFormatException($"'{name}' is missing or is not of type {kind}.");

    /// <summary>A property that is a text.</summary>
    public static string Text(JsonElement element, string name) => Text(Part(element, name, JsonValueKind.String));

    /// <summary>A text; one that is no valid Unicode is refused.</summary>
    public static string Text(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString()! : throw new RemoteFormatException("a token is no text.");
        }
        catch (InvalidOperationException)
        {
            throw new RemoteFormatException("a text is not valid Unicode.");
        }
    }

    /// <summary>A property that counts something.</summary>
    public static int Count(JsonElement element, string name) =>
        Part(element, name, JsonValueKind.Number).TryGetInt32(out var count) && count >= 0 ? count : throw new RemoteFormatException($"'{name}' is no count.");

    /// <summary>A natural logarithm of a probability: 0 or less.</summary>
    public static double LogProbability(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value) && value <= RoundingAboveZero
            ? Math.Min(0, value)
            : throw new RemoteFormatException("a log-probability is missing or above 0.");
}
