using CsCheck;
using RewardServer.Scoring.Advantages;
using RewardServer.Scoring.Credit;

namespace RewardServer.Scoring.Tests.Advantages;

public sealed class AdvantageEstimatorsTests
{
    private static readonly ICreditAssignment Sums = CreditAssignments.Create(CreditAssignments.MinForm).Value;

    private static readonly Rollout[] Pair =
    [
        new() { StepRewards = [0.1, 0.3], StepTokenCounts = [3, 2] },
        new() { StepRewards = [-0.2], StepTokenCounts = [4] },
    ];

    [Fact]
    public void Tokens_pay_what_the_others_earn_a_token()
    {
        // a_0 = -0.2 / 4 = -0.05: [0.1 + 2 * 0.05, 0.3 + 0.05] = [0.2, 0.35]. a_1 = 0.4 / 5 = 0.08: -0.2 - 3 * 0.08 = -0.44.
        AssertClose([[0.55, 0.35], [-0.44]], Estimate(AdvantageEstimators.RlooToken, Pair));
    }

    [Fact]
    public void Steps_pay_what_the_others_earn_a_step()
    {
        // a_0 = -0.2: [0.3, 0.5]. a_1 = 0.4 / 2 = 0.2: -0.4.
        AssertClose([[0.8, 0.5], [-0.4]], Estimate(AdvantageEstimators.RlooStep, Pair));
    }

    [Fact]
    public void The_mean_of_two_others_is_of_ratios_for_steps_and_a_ratio_of_sums_for_tokens()
    {
        Rollout[] group = [.. Pair, new() { StepRewards = [1, 0, 0.2], StepTokenCounts = [1, 1, 4] }];
        // Step: a_0 = (-0.2 + 1.2 / 3) / 2 = 0.1; a_1 = (0.2 + 0.4) / 2 = 0.3; a_2 = (0.2 - 0.2) / 2 = 0.
        AssertClose([[0.2, 0.2], [-0.5], [1.2, 0.2, 0.2]], Estimate(AdvantageEstimators.RlooStep, group));
        // Token: a_0 = (-0.2 + 1.2) / 10 = 0.1: [-0.1, 0.2]; a_1 = 1.6 / 11; a_2 = 0.2 / 9: [1, 0, 0.2 - 3 * 0.2 / 9].
        AssertClose([[0.1, 0.2], [-0.2 - (3 * 1.6 / 11)], [1.2 - (0.6 / 9), 0.2 - (0.6 / 9), 0.2 - (0.6 / 9)]], Estimate(AdvantageEstimators.RlooToken, group));
    }

    [Fact]
    public void Verifiable_rewards_are_compared_with_those_of_the_others_that_have_one()
    {
        Rollout[] group =
        [
            new() { StepRewards = [0, 0], StepTokenCounts = [1, 1], VerifiableReward = 2 },
            new() { StepRewards = [0], StepTokenCounts = [1], VerifiableReward = 0 },
            new() { StepRewards = [0], StepTokenCounts = [1], VerifiableReward = 0.5 },
            new() { StepRewards = [0], StepTokenCounts = [1] },
        ];
        foreach (var name in new[] { AdvantageEstimators.RlooToken, AdvantageEstimators.RlooStep })
            AssertClose([[1.75, 1.75], [-1.25], [-0.5], [0]], Estimate(name, group));
    }

    [Fact]
    public void Outcomes_are_standardised_in_their_group()
    {
        // R = 0.4, -0.2, 1.3 (1.2 and v = 0.1); mean 0.5; deviations -0.1, -0.7, 0.8; std sqrt(1.14 / 2) = 0.7549834435.
        Rollout[] group = [.. Pair.Select(rollout => rollout with { VerifiableReward = 0 }), new() { StepRewards = [1, 0, 0.2], VerifiableReward = 0.1 }];
        const double Std = 0.7549834435270750 + 1e-6;
        AssertClose([[-0.1, -0.1], [-0.7], [0.8, 0.8, 0.8]], Estimate(AdvantageEstimators.DrGrpo, group));
        AssertClose([[-0.1 / Std, -0.1 / Std], [-0.7 / Std], [0.8 / Std, 0.8 / Std, 0.8 / Std]], Estimate(AdvantageEstimators.Grpo, group));
    }

    [Fact]
    public void A_response_that_cannot_be_verified_counts_with_the_mean_of_its_group()
    {
        // v = 1, 0, none: R = 1, 0, 0.5; mean 0.5.
        Rollout[] group = [new() { StepRewards = [0], VerifiableReward = 1 }, new() { StepRewards = [0], VerifiableReward = 0 }, new() { StepRewards = [0, 0] }];
        AssertClose([[0.5], [-0.5], [0, 0]], Estimate(AdvantageEstimators.DrGrpo, group));
        AssertClose([[0], [0], [0, 0]], Estimate(AdvantageEstimators.DrGrpo, [.. group.Select(rollout => rollout with { VerifiableReward = null })]));
    }

    [Fact]
    public void Equal_outcomes_have_no_advantage()
    {
        Rollout[] group = [new() { StepRewards = [0.1, 0.2] }, new() { StepRewards = [0.2, 0.1] }];
        AssertClose([[0, 0], [0, 0]], Estimate(AdvantageEstimators.Grpo, group));
    }

    [Fact]
    public void Returns_are_the_advantages_of_reinforce()
    {
        Rollout[] group = [new() { StepRewards = [0.1, 0.3], VerifiableReward = 1 }];
        AssertClose([[1.4, 1.3]], Estimate(AdvantageEstimators.ReinforcePlusPlus, group));
    }

    [Fact]
    public void A_group_of_one_has_a_baseline_of_zero()
    {
        Rollout[] group = [new() { StepRewards = [0.1, 0.3], StepTokenCounts = [3, 2], VerifiableReward = 1 }];
        foreach (var name in new[] { AdvantageEstimators.RlooToken, AdvantageEstimators.RlooStep })
            AssertClose([[1.4, 1.3]], Estimate(name, group));
        AssertClose([[1.4, 1.4]], Estimate(AdvantageEstimators.DrGrpo, group));
        AssertClose([[1.4 / (1 + 1e-6), 1.4 / (1 + 1e-6)]], Estimate(AdvantageEstimators.Grpo, group));
    }

    [Fact]
    public void Where_returns_are_minima_the_baseline_is_the_others_outcome()
    {
        var strict = CreditAssignments.Create(CreditAssignments.StrictMin).Value;
        Rollout[] group = [new() { StepRewards = [0.5, -0.5, 0.8] }, new() { StepRewards = [0.2] }];
        foreach (var name in new[] { AdvantageEstimators.RlooToken, AdvantageEstimators.RlooStep })
            AssertClose([[-0.7, -0.7, 0.6], [0.7]], AdvantageEstimators.Create(name).Value.Estimate(group, strict));
    }

    [Fact]
    public void Every_step_answers_for_itself_without_credit_assignment()
    {
        var none = CreditAssignments.Create(CreditAssignments.None).Value;
        // a_0 = -0.2: [0.3, 0.5], not added up.
        AssertClose([[0.3, 0.5], [-0.4]], AdvantageEstimators.Create(AdvantageEstimators.RlooStep).Value.Estimate(Pair, none));
    }

    [Fact]
    public void Leaving_one_out_is_the_same_as_adding_up_the_others() =>
        Gen.Select(Gen.Double[-2, 2].Array[1, 5], Gen.Int[1, 9]).Array[1, 12].Sample(drawn =>
        {
            Rollout[] group = [.. drawn.Select(response => new Rollout
            {
                StepRewards = response.Item1,
                StepTokenCounts = [.. response.Item1.Select((_, k) => 1 + ((response.Item2 + k) % 7))],
            })];
            var advantages = Estimate(AdvantageEstimators.RlooToken, group);
            for (var i = 0; i < group.Length; i++)
            {
                var others = group.Where(other => other != group[i]).ToArray();
                var price = others.Length == 0 ? 0 : others.Sum(other => other.StepRewards.Sum()) / others.Sum(other => other.StepTokenCounts!.Sum());
                var expected = group[i].StepRewards.Zip(group[i].StepTokenCounts!, (reward, count) => reward - (price * (count - 1))).Sum();
                Assert.Equal(expected, advantages[i][0], 1e-9);
            }
        });

    [Fact]
    public void Thousands_of_steps_and_responses_stay_finite()
    {
        Rollout[] group = [.. Enumerable.Range(0, 4096).Select(i => new Rollout { StepRewards = [i % 7, -1], StepTokenCounts = [1 + i, 1] })];
        Rollout[] wide = [.. Enumerable.Range(0, 2).Select(i => new Rollout { StepRewards = [.. Enumerable.Range(0, 5000).Select(k => Math.Sin(k + i))], StepTokenCounts = [.. Enumerable.Repeat(3, 5000)] })];
        foreach (var name in AdvantageEstimators.Names)
            Assert.All([.. Estimate(name, group), .. Estimate(name, wide)], row => Assert.All(row, advantage => Assert.True(double.IsFinite(advantage))));
    }

    [Fact]
    public void Names_are_known() =>
        Assert.Contains("gae", AdvantageEstimators.Create("gae").Error!.Message, StringComparison.Ordinal);

    private static double[][] Estimate(string name, Rollout[] group) => AdvantageEstimators.Create(name).Value.Estimate(group, Sums);

    private static void AssertClose(double[][] expected, double[][] actual)
    {
        Assert.Equal(expected.Select(row => row.Length), actual.Select(row => row.Length));
        foreach (var (a, b) in expected.SelectMany(row => row).Zip(actual.SelectMany(row => row)))
            Assert.Equal(a, b, 1e-12);
    }
}
