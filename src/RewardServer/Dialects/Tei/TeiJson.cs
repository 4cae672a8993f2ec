using System.Text.Json.Serialization;

namespace RewardServer.Dialects.Tei;

/// <summary>JSON of this dialect.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 64)]
[JsonSerializable(typeof(TeiPredictRequest))]
[JsonSerializable(typeof(TeiRerankRequest))]
[JsonSerializable(typeof(TeiTokenizeRequest))]
[JsonSerializable(typeof(TeiDecodeRequest))]
[JsonSerializable(typeof(Prediction[]))]
[JsonSerializable(typeof(Prediction[][]))]
[JsonSerializable(typeof(Rank[]))]
[JsonSerializable(typeof(InfoReply))]
[JsonSerializable(typeof(SimpleToken[][]))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class TeiJson : JsonSerializerContext;
