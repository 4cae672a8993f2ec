namespace RewardServer.Scoring.Manifests;

/// <summary>What a language model's own files say of generating with it. Requests may say otherwise, but for the end tokens.</summary>
public sealed record GenerationManifest
{
    /// <summary>Tokens that end the model's message, by id.</summary>
    public IReadOnlyList<int> EndIds { get; init; } = [];

    /// <summary>Sampling temperature; null for the verifier's default.</summary>
    public double? Temperature { get; init; }

    /// <summary>Share of probability that tokens are sampled from; null for the verifier's default.</summary>
    public double? TopP { get; init; }

    /// <summary>Number of tokens that are sampled from, 0 for all; null for the verifier's default.</summary>
    public int? TopK { get; init; }

    /// <summary>Tokens of one text at most; null for the verifier's default.</summary>
    public int? MaxTokens { get; init; }
}
