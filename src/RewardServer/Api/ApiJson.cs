using System.Text.Json;
using System.Text.Json.Serialization;
using RewardServer.Api.Preferences;
using RewardServer.Api.Rewards;
using RewardServer.Api.Selection;
using RewardServer.Api.Verification;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Verification;

namespace RewardServer.Api;

/// <summary>JSON of the native API: snake case, unknown and repeated fields refused, nothing by reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    MaxDepth = 64,
    Converters = [
        typeof(StrictEnumConverter<Truncation>),
        typeof(StrictEnumConverter<IncludePart>),
        typeof(StrictEnumConverter<OnError>),
        typeof(StrictEnumConverter<CacheState>),
        typeof(StrictEnumConverter<VoteRule>),
        typeof(StrictEnumConverter<VerifierVerdict>),
        typeof(StrictEnumConverter<FinishReason>),
        typeof(StrictEnumConverter<Strictness>),
    ])]
[JsonSerializable(typeof(ScoreRequest))]
[JsonSerializable(typeof(TrajectoryRequest))]
[JsonSerializable(typeof(ScoreResponse))]
[JsonSerializable(typeof(TrajectoryResult))]
[JsonSerializable(typeof(PreferenceRequest))]
[JsonSerializable(typeof(PreferenceResponse))]
[JsonSerializable(typeof(SelectionRequest))]
[JsonSerializable(typeof(SelectionResponse))]
[JsonSerializable(typeof(RewardRequest))]
[JsonSerializable(typeof(RewardResponse))]
[JsonSerializable(typeof(VerifyRequest))]
[JsonSerializable(typeof(VerifyResponse))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(ModelInfo))]
[JsonSerializable(typeof(ReloadRequest))]
[JsonSerializable(typeof(ReloadResponse))]
[JsonSerializable(typeof(ReadinessReport))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(StreamError))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Makes the host's own serializer agree with this one; the API's document is derived from it.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        foreach (var converter in Default.Options.Converters)
            options.Converters.Add(converter);
        options.TypeInfoResolverChain.Insert(0, Default);
    }
}
