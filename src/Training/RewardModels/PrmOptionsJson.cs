using System.Text.Json;
using System.Text.Json.Serialization;

namespace RewardServer.Training.RewardModels;

/// <summary>Reads and writes <see cref="PrmOptions"/> as snake-case JSON; unknown fields are refused.</summary>
internal static class PrmOptionsJson
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    /// <summary>Options from a file; fields it leaves out keep their defaults.</summary>
    public static PrmOptions Read(string path) => JsonSerializer.Deserialize<PrmOptions>(File.ReadAllBytes(path), Json)
        ?? throw new JsonException($"{path} holds no options.");

    /// <summary>Writes all options, defaults too.</summary>
    public static void Write(PrmOptions options, string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(options, Json));
}
