using System.Text.Json;
using System.Text.Json.Serialization;

namespace RewardServer.Dialects;

/// <summary>A body of a dialect: fields that it does not know are kept here and named in the reply's header <c>x-ignored-fields</c>.</summary>
internal abstract record DialectRequest
{
    /// <summary>The name of a served model, or of one of <see cref="DialectOptions.ModelAliases"/>; without it the default model.</summary>
    /// <example>arith-orm</example>
    public string? Model { get; init; }

    /// <summary>Fields that mean nothing here.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
