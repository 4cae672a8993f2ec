using System.Text.Json.Serialization;

namespace RewardServer.Dialects.KServe.Http;

/// <summary>JSON of the Open Inference Protocol.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 64)]
[JsonSerializable(typeof(InferRequestBody))]
[JsonSerializable(typeof(ServerMetadata))]
[JsonSerializable(typeof(LiveReply))]
[JsonSerializable(typeof(ReadyReply))]
[JsonSerializable(typeof(ModelReadyReply))]
[JsonSerializable(typeof(ModelMetadata))]
[JsonSerializable(typeof(ModelConfiguration))]
[JsonSerializable(typeof(RepositoryModel[]))]
internal sealed partial class KServeJson : JsonSerializerContext;
