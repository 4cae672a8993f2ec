using System.Text.Json;
using System.Text.Json.Serialization;

namespace RewardServer.Training.Runs;

/// <summary>Reads and writes options as snake-case JSON; unknown fields are refused.</summary>
internal static class OptionsJson
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    /// <summary>Options from a file; fields it leaves out keep their defaults.</summary>
    /// <exception cref="JsonException">It is not what it should be; the message names file and line.</exception>
    public static T Read<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), Json) ?? throw new JsonException("holds no options.");
        }
        catch (JsonException exception)
        {
            throw new JsonException($"{path}, line {exception.LineNumber + 1 ?? 1}: {exception.Message}", exception);
        }
    }

    /// <summary>Writes all options, defaults too.</summary>
    public static void Write<T>(T options, string path) => File.WriteAllText(path, Text(options));

    /// <summary>All options, defaults too.</summary>
    public static string Text<T>(T options) => JsonSerializer.Serialize(options, Json);
}
