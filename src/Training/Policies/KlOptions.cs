namespace RewardServer.Training.Policies;

/// <summary>How the policy is held near the reference.</summary>
internal sealed record KlOptions
{
    /// <value>Weight β of the penalty; 0 leaves it out (it is measured all the same).</value>
    public double Coefficient { get; init; } = 0.001;

    /// <value><c>k1</c> or <c>k3</c>.</value>
    public string Estimator { get; init; } = KlEstimators.K3;

    /// <value>Whether the penalty is a part of the loss, with a gradient of its own (GRPO), instead of the reward of each token (PURE).</value>
    public bool IsInLoss { get; init; }
}
