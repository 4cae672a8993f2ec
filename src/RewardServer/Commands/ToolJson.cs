using System.Text.Json.Serialization;

namespace RewardServer.Commands;

/// <summary>JSON of the command line tools.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(TokenizeRequest))]
[JsonSerializable(typeof(TokenizeLine))]
[JsonSerializable(typeof(string))]
internal sealed partial class ToolJson : JsonSerializerContext;
