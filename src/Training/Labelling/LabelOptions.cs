namespace RewardServer.Training.Labelling;

/// <summary>How steps are labelled.</summary>
internal sealed record LabelOptions
{
    /// <value>Tries from each prefix; at least 1.</value>
    public int Rollouts { get; init; } = 8;

    /// <value>Share of tries that must end right, and more, for a step to be labelled right, in [0, 1); 0 asks for any.</value>
    public double Threshold { get; init; }

    /// <value>Tokens of a try at most; one that is longer fails.</value>
    public int MaxResponseTokens { get; init; } = 256;

    /// <value>Temperature that tries are sampled at; above 0.</value>
    public double Temperature { get; init; } = 1;

    /// <value>Solutions that are sampled of a problem that comes without steps; at least 1.</value>
    public int Solutions { get; init; } = 4;

    /// <value>K of the prover whose progress is told: the best of K tries of the policy, Q_K = 1 - (1 - Q)^K; 1 for the policy itself.</value>
    public int BestOf { get; init; } = 1;

    /// <value>Whether only the first error is looked for, by halving.</value>
    public bool Search { get; init; }

    /// <value>Seed of the tries.</value>
    public int Seed { get; init; } = 1;
}
