using System.Text.Json;
using System.Text.Json.Serialization;

namespace RewardServer.Dialects.OpenR;

/// <summary>Which model's worker is wanted.</summary>
internal sealed record AddressRequest : DialectRequest;

/// <summary>Where it is.</summary>
/// <param name="Address">The beginning of its URLs; empty when there is none.</param>
internal sealed record AddressReply(string Address);

/// <summary>Texts whose steps are to be scored.</summary>
internal sealed record ValueRequest : DialectRequest
{
    /// <summary>A text, or up to 1024.</summary>
    [JsonPropertyName("input_str")]
    public JsonElement? Input { get; init; }
}

/// <summary>Scores of steps.</summary>
/// <param name="Input">The request's.</param>
/// <param name="Value">One list a text: a score a step, or of an outcome model one in all.</param>
internal sealed record ValueReply(JsonElement Input, IReadOnlyList<float[]> Value);

/// <summary>JSON of this dialect.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 64)]
[JsonSerializable(typeof(AddressRequest))]
[JsonSerializable(typeof(AddressReply))]
[JsonSerializable(typeof(ValueRequest))]
[JsonSerializable(typeof(ValueReply))]
internal sealed partial class OpenRJson : JsonSerializerContext;
