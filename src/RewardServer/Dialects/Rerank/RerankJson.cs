using System.Text.Json.Serialization;

namespace RewardServer.Dialects.Rerank;

/// <summary>JSON of the rerank calls.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 64)]
[JsonSerializable(typeof(RerankRequest))]
[JsonSerializable(typeof(RerankReply))]
internal sealed partial class RerankJson : JsonSerializerContext;
