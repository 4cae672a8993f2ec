using System.Text.Json;

namespace RewardServer.Dialects.KServe.Http;

/// <summary>One input tensor: its elements are in <c>data</c>, or behind the JSON when <c>parameters.binary_data_size</c> is set.</summary>
internal sealed class InputBody
{
    /// <summary>Its name.</summary>
    /// <example>problem</example>
    public string? Name { get; init; }

    /// <summary>Its dimensions.</summary>
    public IReadOnlyList<long>? Shape { get; init; }

    /// <summary>What its elements are: <c>BYTES</c> for texts, <c>INT64</c> for numbers.</summary>
    /// <example>BYTES</example>
    public string? Datatype { get; init; }

    /// <summary><c>binary_data_size</c>: how many bytes behind the JSON are its elements.</summary>
    public Dictionary<string, JsonElement>? Parameters { get; init; }

    /// <summary>Its elements, flat or nested as the shape says.</summary>
    public JsonElement? Data { get; init; }
}
