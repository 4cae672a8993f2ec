using System.Text.Json.Serialization;

namespace RewardServer.Dialects.Vllm;

/// <summary>JSON of vLLM's calls.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 64)]
[JsonSerializable(typeof(VllmClassifyRequest))]
[JsonSerializable(typeof(VllmClassifyReply))]
[JsonSerializable(typeof(VllmPoolingRequest))]
[JsonSerializable(typeof(VllmPoolingReply))]
[JsonSerializable(typeof(VllmScoreRequest))]
[JsonSerializable(typeof(VllmScoreReply))]
[JsonSerializable(typeof(VllmGenerativeRequest))]
[JsonSerializable(typeof(VllmTokenizeRequest))]
[JsonSerializable(typeof(VllmTokenizeReply))]
[JsonSerializable(typeof(VllmBytesMetadata))]
[JsonSerializable(typeof(float[][]))]
[JsonSerializable(typeof(float))]
[JsonSerializable(typeof(string))]
internal sealed partial class VllmJson : JsonSerializerContext;
