using CsCheck;
using RewardServer.Scoring.Advantages;
using RewardServer.Scoring.Credit;
using RewardServer.Scoring.Rewards;

namespace RewardServer.Scoring.Tests.Rewards;

public sealed class RewardRuleTests
{
    private static RewardRule Rule(string credit = CreditAssignments.Sum, string estimator = AdvantageEstimators.ReinforcePlusPlus, bool whitens = false) => new()
    {
        Credit = CreditAssignments.Create(credit).Value,
        Estimator = AdvantageEstimators.Create(estimator).Value,
        Whitens = whitens,
    };

    [Fact]
    public void Process_rewards_are_weighed_and_a_right_answer_is_apart()
    {
        var rollout = (Rule() with { ProcessWeight = 0.5, VerifiableWeight = 2 }).RolloutOf([0.5f, -0.25f], 2, isCorrect: true);
        Assert.Equal([0.25, -0.125], rollout.StepRewards);
        Assert.Equal(2, rollout.VerifiableReward);
        Assert.Equal([0.25, 1.875], rollout.Rewards());
    }

    [Theory]
    [InlineData(false, 0.0)]
    [InlineData(null, null)]
    public void A_wrong_answer_earns_nothing_and_an_answer_that_cannot_be_told_has_no_reward(bool? isCorrect, double? expected) =>
        Assert.Equal(expected, (Rule() with { VerifiableWeight = 2 }).RolloutOf([0.5f], 1, isCorrect).VerifiableReward);

    [Fact]
    public void One_score_for_the_whole_response_is_the_reward_of_its_last_step()
    {
        Assert.Equal([0, 0, 0.75], Rule().RolloutOf([0.75f], 3, null).StepRewards);
        Assert.Equal([0, 0, 0.75], Rule(CreditAssignments.MinForm).RolloutOf([0.75f], 3, null).StepRewards);
        Assert.Equal([0, 0, 0], Rule().RolloutOf([], 3, null).StepRewards);
    }

    [Fact]
    public void Another_number_of_scores_than_of_steps_is_refused() =>
        Assert.Throws<ArgumentException>(() => Rule().RolloutOf([1f, 2f], 3, null));

    [Fact]
    public void Whitening_is_over_all_groups_and_counts_tokens()
    {
        // Returns 3, 1 | 0 with 1, 3 and 2 tokens: mean (3 + 3 + 0) / 6 = 1, variance (4 + 0 + 2) / 5 = 1.2.
        var rule = Rule(whitens: true);
        var first = rule.RolloutOf([2f, 1f], 2, null, [1, 3]);
        var second = rule.RolloutOf([0f], 1, null, [2]);
        var advantages = rule.AdvantagesOf([[first], [], [second]]);
        var deviation = Math.Sqrt(1.2 + 1e-8);
        Assert.Equal([2 / deviation, 0], advantages[0][0]);
        Assert.Empty(advantages[1]);
        Assert.Equal(-1 / deviation, advantages[2][0][0], 1e-15);
    }

    [Fact]
    public void Without_token_counts_every_step_counts_once()
    {
        // Returns 3, 1 | 2: mean 2, variance (1 + 1) / 2 = 1.
        var rule = Rule(whitens: true);
        var advantages = rule.AdvantagesOf([[rule.RolloutOf([2f, 1f], 2, null)], [rule.RolloutOf([2f], 1, null)]]);
        Assert.Equal([1, -1], advantages[0][0].Select(a => Math.Round(a, 7)));
        Assert.Equal(0, advantages[1][0][0]);
    }

    // [groups][responses][steps], some with a verdict.
    private static readonly Gen<(float[] Scores, int Verdict)[][]> Groups = Gen.Select(Gen.Float[-1, 1].Array[1, 6], Gen.Int[0, 2]).Array[1, 5].Array[1, 4];

    [Fact]
    public void Without_whitening_a_group_s_advantages_do_not_depend_on_the_others() => Groups.Sample(drawn =>
    {
        foreach (var (credit, estimator) in CreditAssignments.Names.Where(name => name != CreditAssignments.ClipDelta).SelectMany(_ => AdvantageEstimators.Names, (credit, estimator) => (credit, estimator)))
        {
            var rule = Rule(credit, estimator) with { VerifiableWeight = 0.5 };
            var groups = RolloutsOf(rule, drawn);
            var together = rule.AdvantagesOf(groups);
            for (var g = 0; g < groups.Length; g++)
                Assert.Equal(rule.AdvantagesOf([groups[g]])[0], together[g]); // bit for bit
        }
    });

    [Fact]
    public void Whitened_advantages_have_mean_0_and_variance_1_over_all_tokens() => Groups.Sample(drawn =>
    {
        var rule = Rule(CreditAssignments.MinForm, AdvantageEstimators.RlooToken);
        var groups = RolloutsOf(rule, drawn);
        var plain = Tokens(rule);
        if (plain.Length < 2)
            return;
        var whitened = Tokens(rule with { Whitens = true });
        Assert.Equal(0, whitened.Average(), 1e-6);
        // 1, less what keeps equal advantages from a division by 0.
        Assert.Equal(Variance(plain) / (Variance(plain) + 1e-8), Variance(whitened), 1e-6);

        double[] Tokens(RewardRule asked) => [.. asked.AdvantagesOf(groups).SelectMany(rows => rows)
            .Zip(groups.SelectMany(group => group), (row, rollout) => row.SelectMany((advantage, k) => Enumerable.Repeat(advantage, rollout.StepTokenCounts![k]))).SelectMany(list => list)];
        static double Variance(double[] x)
        {
            var mean = x.Average();
            return x.Sum(one => (one - mean) * (one - mean)) / (x.Length - 1);
        }
    });

    [Fact]
    public void Token_lists_hold_each_step_s_reward_once() => Groups.Sample(drawn =>
    {
        foreach (var rollout in RolloutsOf(Rule(), drawn).SelectMany(group => group))
        {
            var rewards = Array.ConvertAll(rollout.Rewards(), reward => (float)reward);
            var (tokens, start) = (TokenLists.OnLast(rewards, rollout.StepTokenCounts!), 0);
            for (var k = 0; k < rewards.Length; start += rollout.StepTokenCounts![k++])
                Assert.Equal(rewards[k], tokens[start..(start + rollout.StepTokenCounts![k])].Sum());
            Assert.Equal(tokens.Length, start);
        }
    });

    private static Rollout[][] RolloutsOf(RewardRule rule, (float[] Scores, int Verdict)[][] drawn) => Array.ConvertAll(drawn, group => Array.ConvertAll(group, response =>
        rule.RolloutOf(response.Scores, response.Scores.Length, response.Verdict switch { 0 => false, 1 => true, _ => null }, [.. response.Scores.Select((_, k) => 1 + ((k * 3) % 5))])));

    [Fact]
    public void No_groups_have_no_advantages() => Assert.Empty(Rule(whitens: true).AdvantagesOf([]));
}
