using System.Text.Json.Serialization;

namespace RewardServer.Dialects.Slime;

/// <summary>JSON of this dialect.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 64)]
[JsonSerializable(typeof(SlimeRequest))]
[JsonSerializable(typeof(SlimeReply))]
[JsonSerializable(typeof(float))]
internal sealed partial class SlimeJson : JsonSerializerContext;
