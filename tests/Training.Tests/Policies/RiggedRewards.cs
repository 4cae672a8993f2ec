using RewardServer.Scoring.Advantages;
using RewardServer.Scoring.Credit;
using RewardServer.Training.Rewards;

namespace RewardServer.Training.Tests.Policies;

/// <summary>Rewards each step for the share of its response's tokens that are even, with the server's own credit and advantages.</summary>
internal sealed class RiggedRewards : IRewardSource
{
    /// <summary>Calls until one fails as if the process had died; never when negative.</summary>
    public int CallsLeft { get; set; } = -1;

    public Task<RolloutReward[][]> RewardAsync(IReadOnlyList<RolloutGroup> groups, CancellationToken cancellationToken)
    {
        lock (this)
        {
            if (CallsLeft >= 0 && CallsLeft-- == 0)
                throw new IOException("The test pulled the plug.");
        }
        return Task.FromResult(groups.Select(Reward).ToArray());
    }

    private static RolloutReward[] Reward(RolloutGroup group)
    {
        var credit = CreditAssignments.Create(CreditAssignments.None).Value;
        var scores = group.Rollouts.Select(Scores).ToArray();
        var advantages = AdvantageEstimators.Create(AdvantageEstimators.RlooStep).Value.Estimate(
            [.. scores.Select(s => new Rollout { StepRewards = credit.RewardsOf(s) })], credit);
        return [.. scores.Select((s, i) => new RolloutReward
        {
            StepScores = s, Returns = s, Advantages = Array.ConvertAll(advantages[i], a => (float)a), Outcome = s[0],
        })];
    }

    private static float[] Scores(Training.Rollouts.Rollout rollout)
    {
        var share = (float)rollout.Response.Ids.Average(id => id % 2 == 0 ? 1.0 : 0);
        return [.. rollout.Steps.Texts.Select(_ => share)];
    }
}
