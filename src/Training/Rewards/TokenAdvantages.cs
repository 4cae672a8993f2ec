using RewardServer.Scoring.Advantages;

namespace RewardServer.Training.Rewards;

/// <summary>
/// Spreads what the server says of steps over tokens, takes off the KL penalty, and whitens. With A_k a step's advantage, β the penalty's
/// weight and kl_j its estimate at a token, in this order:
/// <code>
/// A_t = A_k(t) - β Σ over j >= t of kl_j
/// A_t = 0 at tokens that end a step                 (MasksStepEnds)
/// A_t = (A_t - mean) / sqrt(var + 1e-8)             (Whitens; over all tokens of the batch that are not masked)
/// </code>
/// </summary>
/// <param name="options">Choices.</param>
/// <param name="takesPaddedBaseline">Whether the baseline is taken here, from returns; see <see cref="TokenAdvantageOptions.PaddedToken"/>.</param>
/// <param name="longest">L, tokens of a response at most.</param>
internal sealed class TokenAdvantages(TokenAdvantageOptions options, bool takesPaddedBaseline, int longest)
{
    /// <summary>Advantages of a batch's tokens.</summary>
    /// <param name="groups">Its groups.</param>
    /// <param name="rewards">What their rollouts earned. [groups][rollouts]</param>
    /// <param name="penalties">β kl_j of each token, zeros for none. [rollouts of all groups][tokens]</param>
    /// <returns>[rollouts of all groups][tokens]</returns>
    public double[][] Of(IReadOnlyList<RolloutGroup> groups, RolloutReward[][] rewards, IReadOnlyList<float[]> penalties)
    {
        var counts = groups.SelectMany(group => group.Rollouts).Select(rollout => rollout.Steps.TokenCounts).ToArray();
        var advantages = rewards.SelectMany(group => group).Select((reward, i) => Penalized(Spread(reward, counts[i]), penalties[i])).ToArray();
        if (takesPaddedBaseline)
        {
            TakePaddedBaselines(groups, advantages);
        }

        var masked = counts.Select(Masked).ToArray();
        if (options.Whitens)
        {
            Whiten(advantages, masked);
        }

        return [.. advantages.Zip(masked, (row, mask) => row.Zip(mask, (a, isMasked) => isMasked ? 0 : a).ToArray())];
    }

    private double[] Spread(RolloutReward reward, IReadOnlyList<int> counts) =>
        Array.ConvertAll(TokenLists.OnAll(takesPaddedBaseline ? reward.Returns : reward.Advantages, counts), a => (double)a);

    private static double[] Penalized(double[] advantages, float[] penalties)
    {
        var sum = 0.0;
        for (var t = advantages.Length - 1; t >= 0; t--)
        {
            advantages[t] -= sum += penalties[t];
        }

        return advantages;
    }

    private void TakePaddedBaselines(IReadOnlyList<RolloutGroup> groups, double[][] returns)
    {
        var start = 0;
        foreach (var size in groups.Select(group => group.Rollouts.Count))
        {
            var sums = returns[start..(start + size)].Select(row => row.Sum()).ToArray();
            for (var i = 0; i < size && size > 1; i++)
            {
                var baseline = sums.Where((_, j) => j != i).Sum() / ((size - 1) * (double)longest);
                returns[start + i] = [.. returns[start + i].Select(g => g - baseline)];
            }

            start += size;
        }
    }

    /// <summary>Whether each token has no advantage. [tokens]</summary>
    private bool[] Masked(IReadOnlyList<int> counts)
    {
        var masked = new bool[counts.Sum()];
        var end = 0;
        foreach (var count in counts)
        {
            masked[(end += count) - 1] = options.MasksStepEnds;
        }

        return masked;
    }

    private static void Whiten(double[][] advantages, bool[][] masked)
    {
        var kept = advantages.Zip(masked, (row, mask) => row.Where((_, t) => !mask[t]).ToArray()).ToArray();
        Whitening.Apply(kept, [.. kept.Select(row => Enumerable.Repeat(1, row.Length).ToArray())]);
        for (var i = 0; i < advantages.Length; i++)
        {
            var next = 0;
            advantages[i] = [.. masked[i].Select(isMasked => isMasked ? 0 : kept[i][next++])];
        }
    }
}
