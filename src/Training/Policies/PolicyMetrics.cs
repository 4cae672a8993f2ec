namespace RewardServer.Training.Policies;

/// <summary>What is known after an update; update 0 is the policy before any.</summary>
internal sealed record PolicyMetrics
{
    /// <summary>Updates done.</summary>
    public required int Update { get; init; }

    /// <summary>Figures of the rollouts that were learned from; null for update 0.</summary>
    public RolloutFigures? Rollouts { get; init; }

    /// <summary>Figures of the reward model that learns, too; null for one that stays as it is.</summary>
    public OnlineRewardFigures? RewardModel { get; init; }

    /// <summary>Loss of the update.</summary>
    public double? Loss { get; init; }

    /// <summary>Share of tokens whose ratio was clipped.</summary>
    public double? Clipped { get; init; }

    /// <summary>Norm of the gradient before it was scaled down.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>Speed of the update; null for update 0.</summary>
    public SpeedFigures? Speed { get; init; }

    /// <summary>Figures on held-out problems, when this update was followed by an evaluation.</summary>
    public EvaluationFigures? Evaluation { get; init; }
}
