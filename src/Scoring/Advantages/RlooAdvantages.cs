using RewardServer.Scoring.Credit;

namespace RewardServer.Scoring.Advantages;

/// <summary>
/// Leave one out as in PURE. Where returns are sums, each step pays for what the others of its group earn in a token or a step, and the
/// advantages are the returns of what is left:
/// <code>
/// token: a_i = sum over j != i of outcome_j / sum over j != i of tokens_j;   r_ik -= a_i (tokens_ik - 1)
/// step:  a_i = mean over j != i of outcome_j / steps_j;                      r_ik -= a_i
/// v_i -= mean over j != i of v_j
/// </code>
/// The last token of a step is its separator and pays nothing. A response that cannot be verified has no part in the mean of the
/// others' verifiable rewards. Where returns are minima there is no share of a step; then A = G - mean over j != i of outcome_j.
/// </summary>
internal sealed class RlooAdvantages(string name, bool perToken) : IAdvantageEstimator
{
    public string Name => name;

    public bool NeedsTokenCounts => perToken;

    public double[][] Estimate(IReadOnlyList<Rollout> group, ICreditAssignment credit)
    {
        if (!credit.ReturnsAreSums)
            return OfMinima(group, credit);
        double[] outcomes = [.. group.Select(rollout => credit.OutcomeOf(rollout.StepRewards))];
        // Token: the others' outcomes over the others' tokens. Step: the mean of their outcomes a step.
        var prices = perToken
            ? MeansOfOthers(outcomes, [.. group.Select(rollout => rollout.StepTokenCounts!.Sum(count => (double)count))])
            : MeansOfOthers([.. group.Select((rollout, i) => outcomes[i] / rollout.StepRewards.Length)], Ones(group.Count));
        var verifiable = MeansOfOthers(
            [.. group.Select(rollout => rollout.VerifiableReward ?? 0)], [.. group.Select(rollout => rollout.VerifiableReward is null ? 0.0 : 1)]);
        return [.. group.Select((rollout, i) => credit.ReturnsOf(Left(rollout, prices[i], verifiable[i])))];
    }

    private static double[][] OfMinima(IReadOnlyList<Rollout> group, ICreditAssignment credit)
    {
        var baselines = MeansOfOthers([.. group.Select(rollout => credit.OutcomeOf(rollout.Rewards()))], Ones(group.Count));
        return [.. group.Select((rollout, i) => Array.ConvertAll(credit.ReturnsOf(rollout.Rewards()), g => g - baselines[i]))];
    }

    private static double[] Ones(int count) => [.. Enumerable.Repeat(1.0, count)];

    /// <summary>
    /// Per i, Σ over j ≠ i of x_j over Σ over j ≠ i of n_j; 0 when there are no others. Added up from both sides and not by subtracting
    /// x_i from the whole, of which a large one would leave a rest.
    /// </summary>
    private static double[] MeansOfOthers(double[] x, double[] n)
    {
        var (sums, sizes) = (new double[x.Length], new double[x.Length]);
        var (sum, size) = (0.0, 0.0);
        for (var i = 0; i < x.Length; sum += x[i], size += n[i], i++)
            (sums[i], sizes[i]) = (sum, size);
        (sum, size) = (0, 0);
        for (var i = x.Length - 1; i >= 0; sum += x[i], size += n[i], i--)
            (sums[i], sizes[i]) = (sums[i] + sum, sizes[i] + size);
        return [.. sums.Zip(sizes, (others, count) => count == 0 ? 0 : others / count)];
    }

    /// <summary>What a response's steps earn after what they pay. [steps]</summary>
    private double[] Left(Rollout rollout, double price, double verifiable)
    {
        var rewards = (double[])rollout.StepRewards.Clone();
        for (var k = 0; k < rewards.Length; k++)
            rewards[k] -= perToken ? price * (rollout.StepTokenCounts![k] - 1) : price;
        if (rollout.VerifiableReward is { } own)
            rewards[^1] += own - verifiable;
        return rewards;
    }
}
