using System.Text.Json;
using System.Text.Json.Serialization;

namespace RewardServer.Scoring.Manifests;

/// <summary>Reads and writes <c>reward.json</c>: snake case, kebab-case enums, unknown fields refused.</summary>
public static class ManifestJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Parses a manifest; throws <see cref="JsonException"/> naming the field.</summary>
    public static RewardModelManifest Parse(ReadOnlySpan<byte> utf8Json) =>
        JsonSerializer.Deserialize<RewardModelManifest>(utf8Json, Options) ?? throw new JsonException("The manifest is empty.");

    /// <summary>Parses the format section of a manifest on its own; throws <see cref="JsonException"/> naming the field.</summary>
    public static FormatManifest ParseFormat(ReadOnlySpan<byte> utf8Json) =>
        JsonSerializer.Deserialize<FormatManifest>(utf8Json, Options) ?? throw new JsonException("The format is empty.");

    /// <summary>Writes a manifest as UTF-8 JSON.</summary>
    public static byte[] Write(RewardModelManifest manifest) => JsonSerializer.SerializeToUtf8Bytes(manifest, Options);

    /// <summary>Writes the format section of a manifest on its own; fields that are null are left out.</summary>
    public static byte[] WriteFormat(FormatManifest format) => JsonSerializer.SerializeToUtf8Bytes(format, Options);
}
