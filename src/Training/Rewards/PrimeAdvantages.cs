namespace RewardServer.Training.Rewards;

/// <summary>
/// Advantages as PRIME takes them: leave-one-out for each source of rewards by itself, then added. With s_ik the score of step k of response i
/// (β times its log-ratios), v_i its verdict (1 or 0) and n responses to a problem, in this order:
/// <code>
/// s_ik = s_ik / (max |Σ over l >= k of s_il| + 1e-6)             (Normalizes; the largest of the batch)
/// x_i  = mean over k of s_ik
/// p_ik = s_ik n / (n - 1) - Σ over j of x_j / (n - 1)
/// o_i  = v_i n / (n - 1) - Σ over j of v_j / (n - 1)             (of the responses that have a verdict)
/// A_ik = Σ over l >= k of (process_weight p_il + verifiable_weight o_i at the last step)
/// </code>
/// PRIME's own code does so token by token; here a step's reward lies at its end, because the reward model reads the text, whose tokens need
/// not be those the policy wrote.
/// </summary>
/// <param name="reward">Weights.</param>
/// <param name="normalizes">Whether scores are divided by the largest return.</param>
internal sealed class PrimeAdvantages(RewardOptions reward, bool normalizes)
{
    private const double Smallest = 1e-6;

    /// <summary>The rewards of a batch with returns, advantages and outcome in PRIME's terms. [groups][rollouts]</summary>
    /// <param name="batch">Step scores, and verdicts where there are some. [groups][rollouts]</param>
    public RolloutReward[][] Of(RolloutReward[][] batch)
    {
        var largest = batch.SelectMany(group => group).SelectMany(rollout => FromEnd(rollout.StepScores)).Max(Math.Abs);
        var scale = normalizes ? 1 / (largest + Smallest) : 1;
        return Array.ConvertAll(batch, group => OfGroup(group, scale));
    }

    private RolloutReward[] OfGroup(RolloutReward[] group, double scale)
    {
        var scores = Array.ConvertAll(group, rollout => Array.ConvertAll(rollout.StepScores, score => scale * score));
        var process = LeaveOneOut(scores);
        var verified = Enumerable.Range(0, group.Length).Where(i => group[i].Verifiable is not null).ToArray();
        var outcomes = LeaveOneOut([.. verified.Select(i => new double[] { group[i].Verifiable!.Value > 0 ? 1 : 0 })]);
        var rewards = Array.ConvertAll(process, steps => Array.ConvertAll(steps, p => reward.ProcessWeight * p));
        for (var v = 0; v < verified.Length; v++)
        {
            rewards[verified[v]][^1] += reward.VerifiableWeight * outcomes[v][0];
        }

        return [.. group.Select((rollout, i) => Credited(rollout, scores[i], FromEnd(rewards[i])))];
    }

    private RolloutReward Credited(RolloutReward rollout, double[] scores, double[] returns) => rollout with
    {
        Returns = Array.ConvertAll(returns, g => (float)g),
        Advantages = Array.ConvertAll(returns, g => (float)g),
        Outcome = (float)((reward.ProcessWeight * scores.Sum()) + (reward.VerifiableWeight * (rollout.Verifiable > 0 ? 1 : 0))),
    };

    /// <summary>Every reward against the mean rewards of the group; a lone response keeps its own. [responses][rewards]</summary>
    private static double[][] LeaveOneOut(double[][] rewards)
    {
        var n = rewards.Length;
        if (n < 2)
        {
            return rewards;
        }

        var baseline = rewards.Sum(row => row.Average()) / (n - 1);
        return Array.ConvertAll(rewards, row => Array.ConvertAll(row, r => (r * n / (n - 1)) - baseline));
    }

    private static double[] FromEnd<T>(T[] rewards)
        where T : struct, System.Numerics.INumber<T>
    {
        var returns = new double[rewards.Length];
        for (var (k, sum) = (rewards.Length - 1, 0.0); k >= 0; k--)
        {
            returns[k] = sum += double.CreateChecked(rewards[k]);
        }

        return returns;
    }
}
