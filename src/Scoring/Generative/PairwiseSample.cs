namespace RewardServer.Scoring.Generative;

/// <summary>One sample of a pairwise verifier: both orders.</summary>
public sealed record PairwiseSample
{
    /// <summary>
    /// Share of the readable orders that prefer the first response: 0, 0.5 or 1; null when neither order has a readable verdict.
    /// </summary>
    public required double? Preference { get; init; }

    /// <summary>Orders without a readable verdict, 0 to 2.</summary>
    public required int Unparsable { get; init; }

    /// <summary>What was written, the given order first.</summary>
    public required IReadOnlyList<string> Texts { get; init; }

    /// <summary>Tokens the model read.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Tokens the model wrote.</summary>
    public required int GeneratedTokens { get; init; }
}
