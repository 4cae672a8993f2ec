using RewardServer.Training.Rewards;

namespace RewardServer.Training.Policies;

/// <summary>How a policy is trained by reinforcement.</summary>
internal sealed record PolicyOptions
{
    /// <value>Updates, each on fresh rollouts.</value>
    public int Updates { get; init; } = 100;

    /// <value>Problems an update.</value>
    public int Problems { get; init; } = 8;

    /// <value>Responses sampled for each, the group's size n.</value>
    public int Responses { get; init; } = 8;

    /// <value>Tokens of a response at most.</value>
    public int MaxResponseTokens { get; init; } = 96;

    /// <value>Temperature of sampling, above 0; log-probabilities are those of the tempered distribution.</value>
    public double Temperature { get; init; } = 1;

    /// <value>Learning rate.</value>
    public double LearningRate { get; init; } = 1e-4;

    /// <value>Updates over which the learning rate rises from 0.</value>
    public int WarmupUpdates { get; init; } = 5;

    /// <value>ε of PPO's clipping.</value>
    public double Clip { get; init; } = 0.2;

    /// <value>Largest norm of a gradient; longer ones are scaled down.</value>
    public double GradientNorm { get; init; } = 1;

    /// <value>Times each batch of rollouts is learned from.</value>
    public int Epochs { get; init; } = 1;

    /// <value>Steps of the optimizer an epoch.</value>
    public int MiniBatches { get; init; } = 1;

    /// <value>Padded tokens computed at once; gradients of a mini-batch add up over as many parts as that takes.</value>
    public int BatchTokens { get; init; } = 4096;

    /// <value>How the policy is held near the reference.</value>
    public KlOptions Kl { get; init; } = new();

    /// <value>How step advantages become token advantages.</value>
    public TokenAdvantageOptions Advantages { get; init; } = new();

    /// <value>Updates between two evaluations on held-out problems; one comes before the first and one behind the last.</value>
    public int EvaluateEvery { get; init; } = 10;

    /// <value>Held-out problems of an evaluation.</value>
    public int EvaluationProblems { get; init; } = 128;

    /// <value>Updates between two checkpoints: what a crash can lose.</value>
    public int CheckpointEvery { get; init; } = 20;

    /// <value>How long the run waits for a server that is down or overloaded.</value>
    public double PatienceSeconds { get; init; } = 300;
}
