namespace RewardServer.Training.Rewards;

/// <summary>What one rollout earned.</summary>
internal sealed record RolloutReward
{
    /// <summary>The model's score of each step, in its own scale; empty when it was not asked. [steps]</summary>
    public required float[] StepScores { get; init; }

    /// <summary>Return of each step. [steps]</summary>
    public required float[] Returns { get; init; }

    /// <summary>Advantage of each step; empty without an estimator. [steps]</summary>
    public required float[] Advantages { get; init; }

    /// <summary>The one number of the response, verifiable reward included.</summary>
    public required float Outcome { get; init; }

    /// <summary>1 for a right answer, 0 for a wrong one; null when the server was not told the right answer or cannot tell.</summary>
    public float? Verifiable { get; init; }

    /// <summary>Names of what is suspicious about the response.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];
}
