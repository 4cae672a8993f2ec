using System.Text.Json.Serialization;

namespace RewardServer.Dialects.Vllm;

/// <summary>Tokens of a call, as vLLM counts them.</summary>
internal sealed record VllmUsage
{
    /// <summary>Tokens of the model's inputs.</summary>
    /// <example>312</example>
    public required long PromptTokens { get; init; }

    /// <summary>The same: nothing is generated.</summary>
    /// <example>312</example>
    public required long TotalTokens { get; init; }

    /// <summary>Always 0.</summary>
    /// <example>0</example>
    public long CompletionTokens { get; init; }

    /// <summary>Always null.</summary>
    public object? PromptTokensDetails { get; init; }

    /// <summary>The usage of a call that reads so many tokens.</summary>
    public static VllmUsage Of(long tokens) => new() { PromptTokens = tokens, TotalTokens = tokens };
}

/// <summary>What vLLM's replies have in common.</summary>
/// <typeparam name="T">An item.</typeparam>
internal abstract record VllmList<T>
{
    /// <summary>Name of this reply.</summary>
    public required string Id { get; init; }

    /// <summary>Always <c>list</c>.</summary>
    /// <example>list</example>
    public string Object { get; init; } = "list";

    /// <summary>Seconds since 1970.</summary>
    /// <example>1766000000</example>
    public required long Created { get; init; }

    /// <summary>The model, by the name that was asked for.</summary>
    /// <example>arith-orm</example>
    public required string Model { get; init; }

    /// <summary>One item an input, in order.</summary>
    public required IReadOnlyList<T> Data { get; init; }

    /// <summary>What was counted.</summary>
    public required VllmUsage Usage { get; init; }
}

/// <summary>The answer to <c>/classify</c>.</summary>
internal sealed record VllmClassifyReply : VllmList<VllmClassification>;

/// <summary>The head's outputs for one input.</summary>
internal sealed record VllmClassification
{
    /// <summary>The input's index.</summary>
    public required int Index { get; init; }

    /// <summary>The output that is highest, as <c>LABEL_i</c>.</summary>
    /// <example>LABEL_0</example>
    public required string Label { get; init; }

    /// <summary>One number an output: probabilities, or without activation what the head put out.</summary>
    public required float[] Probs { get; init; }

    /// <summary>How many outputs there are.</summary>
    /// <example>1</example>
    public int NumClasses => Probs.Length;
}

/// <summary>The answer to <c>/pooling</c> in floats.</summary>
internal sealed record VllmPoolingReply : VllmList<VllmPooled>;

/// <summary>The head's outputs for one input: rows of a process model, or the one row of an outcome model.</summary>
internal sealed record VllmPooled
{
    /// <summary>The input's index.</summary>
    public required int Index { get; init; }

    /// <summary>Always <c>pooling</c>.</summary>
    /// <example>pooling</example>
    public string Object { get; init; } = "pooling";

    /// <summary>[[number]]: a row each place that was read; [number]: an outcome model's; a string: their bytes in base64.</summary>
    public required object Data { get; init; }

    /// <summary>The steps, when they were asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<VllmStep>? Steps { get; init; }
}

/// <summary>One step of an input.</summary>
internal sealed record VllmStep
{
    /// <summary>Its index.</summary>
    public required int Index { get; init; }

    /// <summary>Its score, as <c>/v1/score</c> gives it.</summary>
    public required float Score { get; init; }

    /// <summary>What the head put out.</summary>
    public required float[] Logits { get; init; }

    /// <summary>The token where it was read.</summary>
    public required int Token { get; init; }
}

/// <summary>The answer to <c>/score</c> and <c>/generative_scoring</c>.</summary>
internal sealed record VllmScoreReply : VllmList<VllmScore>;

/// <summary>The score of one pair.</summary>
internal sealed record VllmScore
{
    /// <summary>The pair's index.</summary>
    public required int Index { get; init; }

    /// <summary>Always <c>score</c>.</summary>
    /// <example>score</example>
    public string Object { get; init; } = "score";

    /// <summary>The score.</summary>
    /// <example>0.97</example>
    public required float Score { get; init; }
}
