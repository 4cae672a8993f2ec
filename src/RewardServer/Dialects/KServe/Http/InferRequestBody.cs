using System.Text.Json;

namespace RewardServer.Dialects.KServe.Http;

/// <summary>Tensors to score.</summary>
internal sealed record InferRequestBody : DialectRequest
{
    /// <summary>The caller's name for the request; echoed.</summary>
    /// <example>r1</example>
    public string? Id { get; init; }

    /// <summary><c>timeout</c> in microseconds; <c>aggregation</c>, <c>step_separator</c>, <c>truncation</c>, <c>temperature</c> as in <c>/v1/score</c>; <c>binary_data_output</c>.</summary>
    public Dictionary<string, JsonElement>? Parameters { get; init; }

    /// <summary>The tensors; the model's metadata says which it takes.</summary>
    public IReadOnlyList<InputBody>? Inputs { get; init; }

    /// <summary>The outputs wanted. Default: all.</summary>
    public IReadOnlyList<OutputRequestBody>? Outputs { get; init; }
}
