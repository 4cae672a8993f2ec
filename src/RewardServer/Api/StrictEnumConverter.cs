using System.Text.Json;
using System.Text.Json.Serialization;

namespace RewardServer.Api;

/// <summary>Enums as snake-case strings; numbers are refused.</summary>
internal sealed class StrictEnumConverter<TEnum>()
    : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
