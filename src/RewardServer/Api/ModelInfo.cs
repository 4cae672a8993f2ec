using System.Text.Json.Serialization;

namespace RewardServer.Api;

/// <summary>A model that is served.</summary>
internal sealed record ModelInfo
{
    /// <summary>The name to ask for.</summary>
    /// <example>arith-prm</example>
    public required string Name { get; init; }

    /// <summary>What it judges: <c>process</c> and <c>implicit</c> (a score a step), <c>outcome</c> (one score), <c>generative</c> (what it writes), <c>preference</c> (two responses against each other), <c>composite</c> (what others say).</summary>
    /// <example>process</example>
    public required string Kind { get; init; }

    /// <summary>How a trajectory becomes model input.</summary>
    /// <example>plain</example>
    public required string Format { get; init; }

    /// <summary>The chat layout the format is rendered with; absent when it has one of its own, or none.</summary>
    /// <example>qwen2.5</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Layout { get; init; }

    /// <summary>SHA-256 over manifest, graph, weights and tokenizer.</summary>
    /// <example>sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08</example>
    public required string Fingerprint { get; init; }

    /// <summary>Number format of the linear layers: <c>fp32</c>, <c>int8</c> or <c>fp16</c>.</summary>
    /// <example>fp32</example>
    public required string Precision { get; init; }

    /// <summary>The longest input in tokens, control tokens included.</summary>
    /// <example>2048</example>
    public required int MaxTokens { get; init; }

    /// <summary><c>stable</c>: a score has the same bits in any batch; <c>fast</c>: not promised.</summary>
    /// <example>stable</example>
    public required string Determinism { get; init; }

    /// <summary>The aggregations it can be asked for; none for a model that only compares.</summary>
    public required IReadOnlyList<string> Aggregations { get; init; }

    /// <summary>The aggregation used when the request names none.</summary>
    /// <example>min</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? DefaultAggregation { get; init; }

    /// <summary>The threshold of <c>first_error</c> when the request names none.</summary>
    /// <example>0.5</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required float? Threshold { get; init; }

    /// <summary>Range of its scores: <c>probability</c>, <c>signed</c> or <c>logit</c>.</summary>
    /// <example>probability</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? Scale { get; init; }

    /// <summary>What it tells beside each score, with <c>include: ["details"]</c>.</summary>
    public required IReadOnlyList<string> Details { get; init; }

    /// <summary>How a generative model is asked and read; absent for the others.</summary>
    /// <example>step-check</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Verifier { get; init; }

    /// <summary>How a composed reward makes one value of its components'; absent for the others.</summary>
    /// <example>weighted-sum</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Method { get; init; }

    /// <summary>What a composed reward is made of; absent for the others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ComponentInfo>? Components { get; init; }

    /// <summary>Where it can be asked: <c>/v1/score</c>, <c>/v1/best-of-n</c>, <c>/v1/preferences</c>.</summary>
    public required IReadOnlyList<string> Calls { get; init; }

    /// <summary>Where it runs, in words.</summary>
    /// <example>cpu, 2 threads</example>
    public required string Device { get; init; }
}
