namespace RewardServer.Api;

/// <summary>How a generative model's text is sampled; what is left out is the verifier's own.</summary>
internal sealed class SamplingRequest
{
    /// <summary>0 takes the most likely token always.</summary>
    /// <example>0</example>
    public double? Temperature { get; set; }

    /// <summary>The most likely tokens are kept until their probability reaches this; above 0, at most 1.</summary>
    /// <example>1</example>
    public double? TopP { get; set; }

    /// <summary>So many of the most likely tokens are kept; 0 keeps all.</summary>
    /// <example>0</example>
    public int? TopK { get; set; }

    /// <summary>Tokens of one text at most.</summary>
    /// <example>512</example>
    public int? MaxTokens { get; set; }

    /// <summary>The same seed gives the same texts, whatever else runs; each sample of a request has one of its own made of it. Default: 0.</summary>
    /// <example>0</example>
    public long? Seed { get; set; }
}
