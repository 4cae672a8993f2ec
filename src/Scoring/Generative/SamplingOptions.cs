namespace RewardServer.Scoring.Generative;

/// <summary>
/// How the next token is chosen. Temperature first, then <see cref="TopK"/>, then <see cref="TopP"/> over what is left; among equals
/// the lower id comes first.
/// </summary>
public sealed record SamplingOptions
{
    /// <summary>Logits are divided by it; 0 takes the most likely token always.</summary>
    /// <value>The default is 0.</value>
    public double Temperature { get; init; }

    /// <summary>The most likely tokens are kept until their probability reaches this; in (0, 1], 1 keeps all.</summary>
    /// <value>The default is 1.</value>
    public double TopP { get; init; } = 1;

    /// <summary>So many of the most likely tokens are kept; 0 keeps all.</summary>
    /// <value>The default is 0.</value>
    public int TopK { get; init; }

    /// <summary>Tokens generated at most; 0 generates none, and only the question is answered.</summary>
    /// <value>The default is 2,048.</value>
    public int MaxTokens { get; init; } = 2048;

    /// <summary>Seed of the random choices; the same seed gives the same text.</summary>
    /// <value>The default is 0.</value>
    public ulong Seed { get; init; }

    /// <summary>The options of the n-th of several samples: the same but for a seed of its own; sample 0 keeps the seed.</summary>
    public SamplingOptions ForSample(int sample) => this with { Seed = Seed + (0x9E3779B97F4A7C15UL * (ulong)sample) };

    /// <summary>What is out of range, naming the field; null when all is well.</summary>
    public string? Problem() => this switch
    {
        { Temperature: not (>= 0 and < double.PositiveInfinity) } => $"temperature is {Temperature}; it must be a finite number, 0 or more.",
        { TopP: not (> 0 and <= 1) } => $"top_p is {TopP}; it must be above 0 and at most 1.",
        { TopK: < 0 } => $"top_k is {TopK}; it must be 0 or more, 0 for all.",
        { MaxTokens: < 0 } => $"max_tokens is {MaxTokens}; it must be 0 or more.",
        _ => null,
    };
}
