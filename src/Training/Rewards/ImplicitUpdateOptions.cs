namespace RewardServer.Training.Rewards;

/// <summary>
/// PRIME: the process rewards are those of an implicit process reward model that starts as the warm-up policy and learns the outcomes of every
/// batch, after it has scored it. The defaults are PRIME's but for the learning rate, which suits small models.
/// </summary>
internal sealed record ImplicitUpdateOptions
{
    /// <value>β: what log-ratios are multiplied with, in learning and in scoring.</value>
    public double Beta { get; init; } = 0.05;

    /// <value>Learning rate of the reward model; PRIME's 7B model has 1e-6.</value>
    public double LearningRate { get; init; } = 1e-4;

    /// <value>Largest norm of a gradient; longer ones are scaled down.</value>
    public double GradientNorm { get; init; } = 10;

    /// <value>Whether a batch's step scores are divided by the largest return among them (PRIME's <c>batch_norm</c>).</value>
    public bool Normalizes { get; init; } = true;
}
