using RewardServer.Training.Rewards;

namespace RewardServer.Training.Tests.Rewards;

public sealed class PrimeAdvantagesTests
{
    private static readonly RewardOptions Both = new() { ProcessWeight = 5, VerifiableWeight = 3, VerifiableShare = 1, ImplicitUpdate = new() };

    // Three responses by hand: x = 0.2, -0.1, 0.4 and Σx / 2 = 0.25; v = 1, 0, 0 and Σv / 2 = 0.5; n / (n - 1) = 1.5.
    [Fact]
    public void Each_source_has_its_own_baseline_and_returns_add_them_up()
    {
        var rewards = Of(Both, normalizes: false, [Reward(1, 0.1f, 0.3f), Reward(0, -0.1f), Reward(0, 0.9f, 0.2f, 0.1f)]);

        double[][] process = [[0.15 - 0.25, 0.45 - 0.25], [-0.15 - 0.25], [1.35 - 0.25, 0.3 - 0.25, 0.15 - 0.25]];
        double[] outcome = [1.5 - 0.5, -0.5, -0.5];
        for (var i = 0; i < process.Length; i++)
        {
            var expected = process[i].Select((_, k) => (5 * process[i][k..].Sum()) + (3 * outcome[i])).ToArray();
            Assert.Equal(expected, rewards[i].Advantages.Select(a => (double)a), Close);
            Assert.Equal(rewards[i].Advantages, rewards[i].Returns);
        }

        Assert.Equal((5 * 0.4) + 3, rewards[0].Outcome, 1e-5);
    }

    [Fact]
    public void Scores_are_divided_by_the_largest_return_of_the_batch()
    {
        var all = new PrimeAdvantages(Both with { VerifiableWeight = 0 }, normalizes: true).Of([[Reward(1, 0.5f, -2), Reward(0, 1)], [Reward(0, -3, 1), Reward(1, 0)]]);

        // Returns from the end: -2 and -1.5; 1; 1 and -2; 0. The largest is 2.
        double[] scores = [0.25, -1];
        var baseline = scores.Average() + 0.5;
        Assert.Equal([5 * ((2 * (scores[0] + scores[1])) - (2 * baseline)), 5 * ((2 * scores[1]) - baseline)], all[0][0].Advantages.Select(a => (double)a), Close);
        Assert.Equal(5 * 0.5, all[1][1].Advantages[0], 1e-5); // of its own group, whose mean is below it
    }

    [Fact]
    public void Scores_that_are_all_zero_leave_the_outcomes()
    {
        var rewards = Of(Both, normalizes: true, [Reward(1, 0, 0), Reward(0, 0)]);

        Assert.Equal([3 * (2 - 1), 3 * (2 - 1)], rewards[0].Advantages.Select(a => (double)a), Close);
        Assert.Equal([-3.0], rewards[1].Advantages.Select(a => (double)a), Close);
    }

    [Fact]
    public void Responses_without_a_verdict_are_no_part_of_the_outcomes_baseline()
    {
        var rewards = Of(Both with { ProcessWeight = 0 }, normalizes: true, [Reward(1, 1), Reward(null, 1), Reward(0, 1)]);

        Assert.Equal([3.0, 0, -3], rewards.Select(r => (double)r.Advantages[0]), Close);
    }

    [Fact]
    public void Lone_response_has_no_baseline() =>
        Assert.Equal([5 + 3.0], Of(Both, normalizes: false, [Reward(1, 1)])[0].Advantages.Select(a => (double)a), Close);

    private static RolloutReward[] Of(RewardOptions options, bool normalizes, RolloutReward[] group) => new PrimeAdvantages(options, normalizes).Of([group])[0];

    private static RolloutReward Reward(float? verdict, params float[] scores) => new() { StepScores = scores, Returns = [], Advantages = [], Outcome = 0, Verifiable = verdict };

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-5;
}
