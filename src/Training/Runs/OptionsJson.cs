using System.Text.Json;
using System.Text.Json.Serialization;

namespace RewardServer.Training.Runs;

/// <summary>Reads and writes <see cref="TrainingOptions"/> as snake-case JSON; unknown fields are refused.</summary>
internal static class OptionsJson
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    /// <summary>Options from a file; fields it leaves out keep their defaults.</summary>
    public static T Read<T>(string path)
        where T : TrainingOptions => JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), Json) ?? throw new JsonException($"{path} holds no options.");

    /// <summary>Writes all options, defaults too.</summary>
    public static void Write<T>(T options, string path)
        where T : TrainingOptions => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(options, Json));
}
