namespace RewardServer.Training.Rewards;

/// <summary>How the advantages of steps become those of tokens: where PURE's two implementations differ, a choice.</summary>
internal sealed record TokenAdvantageOptions
{
    /// <summary>
    /// The baseline of PURE's verl branch: with G the return at a token and L the longest length, b_i = Σ over j ≠ i of ΣG_j / ((n - 1) L), taken from every token.
    /// </summary>
    public const string PaddedToken = "padded-token";

    /// <value>Whether advantages are shifted and scaled to mean 0 and variance 1 over the tokens of a batch.</value>
    public bool Whitens { get; init; } = true;

    /// <value>Whether the token that ends a step has no advantage, as in PURE's OpenRLHF branch; in the verl branch it has its step's.</value>
    public bool MasksStepEnds { get; init; } = true;
}
