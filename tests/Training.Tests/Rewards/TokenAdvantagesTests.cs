using RewardServer.Training.Rewards;
using RewardServer.Training.Tests.Policies;

namespace RewardServer.Training.Tests.Rewards;

public sealed class TokenAdvantagesTests
{
    private static readonly TokenAdvantageOptions Plain = new() { Whitens = false, MasksStepEnds = false };

    [Fact]
    public void Steps_are_spread_over_their_tokens() =>
        Assert.Equal([2, 2, -1, -1, -1], Of(Plain, [[2, 3]], [Reward(2, -1)])[0]);

    [Fact]
    public void Tokens_pay_for_their_own_and_all_later_divergence()
    {
        var advantages = new TokenAdvantages(Plain, false, 8).Of([Group([2, 1])], [[Reward(1, 1)]], [[0.5f, 0.25f, 0.125f]]);

        Assert.Equal([1 - 0.875, 1 - 0.375, 1 - 0.125], advantages[0]);
    }

    [Fact]
    public void Step_ends_are_masked_and_not_counted_in_whitening()
    {
        var advantages = Of(new TokenAdvantageOptions(), [[3, 2], [2]], [Reward(1, 2), Reward(-1)]);

        // Kept: 1, 1, 2, -1: mean 0.75, unbiased variance (0.0625 * 2 + 1.5625 + 3.0625) / 3.
        var scale = 1 / Math.Sqrt((0.125 + 1.5625 + 3.0625) / 3);
        Assert.Equal([0.25 * scale, 0.25 * scale, 0, 1.25 * scale, 0], advantages[0], Close);
        Assert.Equal([-1.75 * scale, 0], advantages[1], Close);
    }

    // verl: S_i = Σ_t G_it, b_i = Σ_{j≠i} S_j / ((n - 1) L), A = G - b.
    [Fact]
    public void Padded_baseline_is_that_of_the_verl_branch()
    {
        RolloutReward[] rewards = [Reward(1, 0.5f), Reward(2), Reward(-1)];
        var advantages = new TokenAdvantages(Plain, takesPaddedBaseline: true, longest: 10).Of([Group([1, 2], [2], [3])], [rewards], [new float[3], new float[2], new float[3]]);

        double[] sums = [1 + 0.5 + 0.5, 4, -3];
        Assert.Equal([1 - ((4 - 3) / 20.0), 0.5 - (1 / 20.0), 0.5 - (1 / 20.0)], advantages[0], Close);
        Assert.Equal([2 - ((sums[0] + sums[2]) / 20), 2 - ((sums[0] + sums[2]) / 20)], advantages[1], Close);
        Assert.Equal(-1 - ((sums[0] + sums[1]) / 20), advantages[2][0], 1e-9);
    }

    [Fact]
    public void Padded_baseline_of_a_lone_response_is_zero() =>
        Assert.Equal([1, 1], new TokenAdvantages(Plain, true, 10).Of([Group([2])], [[Reward(1)]], [new float[2]])[0]);

    private static double[][] Of(TokenAdvantageOptions options, int[][] stepTokens, RolloutReward[] rewards) =>
        new TokenAdvantages(options, false, 16).Of([Group(stepTokens)], [rewards], [.. stepTokens.Select(counts => new float[counts.Sum()])]);

    private static RolloutGroup Group(params int[][] stepTokens) =>
        new(new("p", "1"), false, [.. stepTokens.Select(counts => TinyPolicies.Rollout(counts))]);

    private static RolloutReward Reward(params float[] numbers) => new() { StepScores = numbers, Returns = numbers, Advantages = numbers, Outcome = numbers[0] };

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-6;
}
