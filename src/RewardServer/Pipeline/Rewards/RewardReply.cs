using RewardServer.Api.Rewards;
using RewardServer.Errors;
using RewardServer.Pipeline.Composition;
using RewardServer.Scoring;
using RewardServer.Scoring.Advantages;
using RewardServer.Scoring.Verification;

namespace RewardServer.Pipeline.Rewards;

/// <summary>What a rollout earned, in the API's words.</summary>
internal static class RewardReply
{
    /// <summary>The entry of one rollout.</summary>
    /// <param name="call">Its call.</param>
    /// <param name="rollout">The rollout.</param>
    /// <param name="judged">What the model says of it; null when it failed or was not asked.</param>
    /// <param name="earned">What it earned; null when it failed.</param>
    /// <param name="advantages">Its advantages; null when it failed or none are estimated. [steps]</param>
    public static RolloutRewards Of(RewardCall call, RolloutWork rollout, TrajectoryScore? judged, Rollout? earned, double[]? advantages)
    {
        var work = rollout.Work;
        if (earned is null)
            return new() { Index = rollout.Index, Id = work.Id, Components = CompositionReply.Of(work), Error = ProblemDetailsMapping.Of(work.Error!) };
        var credit = call.Rewards.Credit;
        var rewards = earned.Rewards();
        var stepRewards = Floats(rollout, rewards);
        var stepAdvantages = advantages is null ? null : Floats(rollout, advantages);
        return new()
        {
            Index = rollout.Index,
            Id = work.Id,
            StepScores = judged?.StepScores,
            Score = judged is { StepScores.Count: 0 } ? judged.Score : null,
            StepRewards = stepRewards,
            Returns = Floats(rollout, credit.ReturnsOf(rewards)),
            OutcomeReward = Floats(rollout, [credit.OutcomeOf(rewards)])[0],
            ProcessReward = Floats(rollout, [credit.OutcomeOf(earned.StepRewards)])[0],
            VerifiableReward = work.Verdict?.Status switch { VerdictStatus.Correct => 1, VerdictStatus.Incorrect => 0, _ => null },
            Verdict = ReplyStage.VerdictOf(work),
            Advantages = stepAdvantages,
            TokenRewards = call.WantsTokens ? TokenLists.OnLast(stepRewards, rollout.StepTokenCounts!) : null,
            TokenAdvantages = call.WantsTokens && stepAdvantages is not null ? TokenLists.OnAll(stepAdvantages, rollout.StepTokenCounts!) : null,
            Components = CompositionReply.Of(work),
            Flags = [.. rollout.Flags.Select(flag => new RewardFlag { Name = flag.Name, Value = flag.Value })],
        };
    }

    /// <summary>Numbers are float32 on the wire; one that is none of them is an error and no infinity. Scores are finite: the request's weights made it.</summary>
    private static float[] Floats(RolloutWork rollout, double[] numbers)
    {
        const string problem = "a reward is too large for a float; choose smaller weights or another reward_scale";
        return Array.ConvertAll(numbers, number => (float)number is var single && float.IsFinite(single)
            ? single
            : throw new ApiException(ScoringErrorCode.InvalidRequest, $"{rollout.Pointer}: {problem}", new Dictionary<string, string> { [rollout.Pointer] = problem }));
    }
}
