namespace RewardServer.Dialects.KServe.Http;

/// <summary>The answer to an inference request. It is written by hand; this is its description.</summary>
internal sealed class InferReplyBody
{
    /// <summary>The model.</summary>
    /// <example>arith-prm</example>
    public required string ModelName { get; init; }

    /// <summary>Its version.</summary>
    /// <example>1</example>
    public required string ModelVersion { get; init; }

    /// <summary>The request's.</summary>
    public string? Id { get; init; }

    /// <summary>The outputs that were asked for: name, datatype and shape, and <c>data</c>, or <c>parameters.binary_data_size</c> bytes behind the JSON.</summary>
    public required IReadOnlyList<InputBody> Outputs { get; init; }
}
