using System.Text.Json;

namespace RewardServer.Dialects.KServe.Http;

/// <summary>One output that is wanted.</summary>
internal sealed class OutputRequestBody
{
    /// <summary>Its name.</summary>
    /// <example>score</example>
    public string? Name { get; init; }

    /// <summary><c>binary_data</c>: whether its elements come as bytes behind the JSON.</summary>
    public Dictionary<string, JsonElement>? Parameters { get; init; }
}
