using System.Text.Json;

namespace RewardServer.Dialects.Vllm;

/// <summary>What vLLM's clients ask of process models, and of outcome models too: the head's outputs wherever it is read.</summary>
internal sealed record VllmPoolingRequest : VllmRequest
{
    /// <summary><c>float</c> (the default), <c>base64</c>, <c>bytes</c> (with a header <c>metadata</c>) or <c>bytes_only</c>.</summary>
    /// <example>float</example>
    public string? EncodingFormat { get; init; }

    /// <summary>Of base64 and bytes: <c>float32</c> (the default), <c>float16</c> or <c>bfloat16</c>.</summary>
    /// <example>float32</example>
    public string? EmbedDtype { get; init; }

    /// <summary>Of base64 and bytes: <c>native</c> (the default, little here), <c>little</c> or <c>big</c>.</summary>
    /// <example>native</example>
    public string? Endianness { get; init; }

    /// <summary><c>token_classify</c> (process models), <c>classify</c> (outcome models) or <c>encode</c>; the default is what the model does.</summary>
    public string? Task { get; init; }

    /// <summary>Refused: what plugins of a vLLM server take.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>Reads at this token instead of the model's step tag, by content. An extension; vLLM ignores it.</summary>
    public string? StepTag { get; init; }

    /// <summary>The same by id.</summary>
    public int? StepTagId { get; init; }

    /// <summary>Which outputs to return: token ids where the head has some, else indices. An extension; vLLM ignores it.</summary>
    public IReadOnlyList<int>? ReturnedTokenIds { get; init; }

    /// <summary>Adds the steps with their scores to each item. An extension; vLLM ignores it.</summary>
    public bool ReturnSteps { get; init; }
}
