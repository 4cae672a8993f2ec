using RewardServer.Scoring.Advantages;
using RewardServer.Scoring.Credit;

namespace RewardServer.Scoring.Rewards;

/// <summary>How scores and verdicts become rewards r, returns G and advantages A; resolved once a request. Pure, in double.</summary>
public sealed record RewardRule
{
    /// <value>How scores become rewards, and rewards returns.</value>
    public required ICreditAssignment Credit { get; init; }

    /// <value>What the rewards of credit assignment are multiplied with, 0 or more; 1.</value>
    public double ProcessWeight { get; init; } = 1;

    /// <value>The verifiable reward v of a right answer, 0 or more; a wrong one earns 0. The default is 0.</value>
    public double VerifiableWeight { get; init; }

    /// <value>How returns become advantages.</value>
    public required IAdvantageEstimator Estimator { get; init; }

    /// <value>Whether advantages are whitened over all groups together; true.</value>
    public bool Whitens { get; init; } = true;

    /// <summary>What a response earns: r = process weight * credit(s), and v on its last step.</summary>
    /// <param name="scores">
    /// Scores s in the scale of the rewards: one a step; one for the whole response, which the last step then earns; or none.
    /// </param>
    /// <param name="steps">Steps of the response, 1 or more.</param>
    /// <param name="isCorrect">What a verifier says of the answer; null when it cannot tell or was not asked, and then there is no v.</param>
    /// <param name="stepTokenCounts">Tokens of each step, or null. [steps]</param>
    public Rollout RolloutOf(ReadOnlySpan<float> scores, int steps, bool? isCorrect, IReadOnlyList<int>? stepTokenCounts = null)
    {
        if (scores.Length > 1 && scores.Length != steps)
            throw new ArgumentException($"There are {scores.Length} scores for {steps} steps.", nameof(scores));
        var credited = Credit.RewardsOf(scores);
        var rewards = new double[steps];
        for (var k = 0; k < credited.Length; k++)
            rewards[steps - credited.Length + k] = ProcessWeight * credited[k];
        return new()
        {
            StepRewards = rewards,
            VerifiableReward = isCorrect is { } correct ? (correct ? VerifiableWeight : 0) : null,
            StepTokenCounts = stepTokenCounts,
        };
    }

    /// <summary>The advantages of all groups. A step's number counts once for each of its tokens in whitening, or once where they are not known.</summary>
    /// <param name="groups">[groups][responses]; a group may be empty.</param>
    /// <returns>[groups][responses][steps]</returns>
    public double[][][] AdvantagesOf(IReadOnlyList<IReadOnlyList<Rollout>> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        double[][][] advantages = [.. groups.Select(group => group.Count == 0 ? [] : Estimator.Estimate(group, Credit))];
        if (Whitens)
            Whitening.Apply([.. advantages.SelectMany(rows => rows)], [.. groups.SelectMany(group => group).Select(CountsOf)]);
        return advantages;
    }

    private static IReadOnlyList<int> CountsOf(Rollout rollout) => rollout.StepTokenCounts ?? [.. Enumerable.Repeat(1, rollout.StepRewards.Length)];
}
