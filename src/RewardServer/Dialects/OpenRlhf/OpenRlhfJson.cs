using System.Text.Json.Serialization;

namespace RewardServer.Dialects.OpenRlhf;

/// <summary>JSON of this dialect.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 64)]
[JsonSerializable(typeof(GetRewardRequest))]
[JsonSerializable(typeof(GetRewardReply))]
internal sealed partial class OpenRlhfJson : JsonSerializerContext;
