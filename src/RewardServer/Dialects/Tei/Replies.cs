using System.Text.Json.Serialization;

namespace RewardServer.Dialects.Tei;

/// <summary>A label with its score.</summary>
/// <param name="Score">Its score.</param>
/// <param name="Label">Its name: <c>LABEL_0</c> and so on.</param>
internal sealed record Prediction(float Score, string Label);

/// <summary>A text with its score.</summary>
/// <param name="Index">Its index in the request.</param>
/// <param name="Text">The text, when it was asked for.</param>
/// <param name="Score">Its score.</param>
internal sealed record Rank(int Index, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text, float Score);

/// <summary>A token.</summary>
/// <param name="Id">Its id in the vocabulary.</param>
/// <param name="Text">The part of the input it stands for; of a control token its name.</param>
/// <param name="Special">Whether it is a control token.</param>
/// <param name="Start">Where that part begins, in Unicode code points; null for a control token.</param>
/// <param name="Stop">Where it ends.</param>
internal sealed record SimpleToken(int Id, string Text, bool Special, int? Start, int? Stop);

/// <summary>What is served.</summary>
internal sealed record InfoReply
{
    /// <summary>The model's name.</summary>
    /// <example>arith-orm</example>
    public required string ModelId { get; init; }

    /// <summary>Its fingerprint.</summary>
    public required string ModelSha { get; init; }

    /// <summary>Number format of its linear layers.</summary>
    /// <example>float32</example>
    public required string ModelDtype { get; init; }

    /// <summary>Its name, again.</summary>
    public required string ServedModelName { get; init; }

    /// <summary><c>reranker</c> for a model with one score, <c>classifier</c> for one with several labels.</summary>
    public required IReadOnlyDictionary<string, LabelNames> ModelType { get; init; }

    /// <summary>Calls that can wait: each has at least one token.</summary>
    public required int MaxConcurrentRequests { get; init; }

    /// <summary>The longest input in tokens.</summary>
    public required int MaxInputLength { get; init; }

    /// <summary>Tokens of a batch.</summary>
    public required int MaxBatchTokens { get; init; }

    /// <summary>Inputs of a batch.</summary>
    public required int MaxBatchRequests { get; init; }

    /// <summary>Texts of a call.</summary>
    public required int MaxClientBatchSize { get; init; }

    /// <summary>Whether what is too long is cut when the client does not say.</summary>
    public required bool AutoTruncate { get; init; }

    /// <summary>Threads that tokenize: the callers'.</summary>
    public required int TokenizationWorkers { get; init; }

    /// <summary>The server's version.</summary>
    public required string Version { get; init; }

    /// <summary>Not known.</summary>
    public string? Sha { get; init; }

    /// <summary>Not known.</summary>
    public string? DockerLabel { get; init; }
}

/// <summary>Names of labels.</summary>
/// <param name="Id2Label">By number.</param>
/// <param name="Label2Id">The other way round.</param>
internal sealed record LabelNames(
    [property: JsonPropertyName("id2label")] IReadOnlyDictionary<string, string> Id2Label,
    [property: JsonPropertyName("label2id")] IReadOnlyDictionary<string, int> Label2Id);
