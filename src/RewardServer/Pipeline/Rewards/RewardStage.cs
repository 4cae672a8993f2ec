using System.Text.Json;
using RewardServer.Api.Rewards;
using RewardServer.Scoring;
using RewardServer.Scoring.Advantages;
using RewardServer.Scoring.Monitoring;
using RewardServer.Scoring.Verification;

namespace RewardServer.Pipeline.Rewards;

/// <summary>Scores and verdicts of rollouts to what they earn.</summary>
internal static class RewardStage
{
    /// <summary>The reply once every rollout has its scores.</summary>
    public static async Task<RewardResponse> RunAsync(CallRun<RewardCall> run)
    {
        var call = run.Call;
        Monitor(call, run.Deadline.Token);
        var judged = call.AsksModel ? await ReadOutStage.JudgeAllAsync(run) : new TrajectoryScore?[call.Work.Length];
        var earned = Array.ConvertAll(call.Rollouts, rollout => EarnedBy(call, rollout, judged[rollout.Work.Index]));
        var advantages = call.Estimates ? AdvantagesOf(call, earned) : new double[earned.Length][];
        foreach (var rollout in call.Rollouts)
        {
            if (earned[rollout.Work.Index] is not null)
                run.Observed.Rewarded(rollout, judged[rollout.Work.Index], call.Rule.Threshold);
        }
        var rewards = Array.ConvertAll(call.Rollouts, rollout => RewardReply.Of(call, rollout, judged[rollout.Work.Index], earned[rollout.Work.Index], advantages[rollout.Work.Index]));
        return Reply(run, rewards);
    }

    /// <summary>Looks at the texts while the engine works.</summary>
    private static void Monitor(RewardCall call, CancellationToken cancellationToken)
    {
        foreach (var rollout in call.Rollouts)
        {
            if (rollout.Work is not { Error: null, Trajectory: { } trajectory } work)
                continue;
            cancellationToken.ThrowIfCancellationRequested();
            var response = work.Response ?? string.Join(call.StepSeparator, trajectory.Steps);
            // What is right is an answer; else one must be marked, or a number or formula stand for it. "thanks" is none.
            var answer = work.Verdict is { Status: VerdictStatus.Correct } verdict ? verdict.Answer : AnswerExtractor.Extract(response, ExtractionRules.All & ~ExtractionRules.Whole)?.Text;
            rollout.Flags = RewardMonitor.Inspect(trajectory.Steps, response, answer);
        }
    }

    /// <summary>What a rollout earns; null when it failed.</summary>
    private static Rollout? EarnedBy(RewardCall call, RolloutWork rollout, TrajectoryScore? judged)
    {
        if (rollout.Work.Error is not null)
            return null;
        float[] scores = judged is null ? [] : judged.StepScores.Count == 0 ? [judged.Score] : [.. judged.StepScores];
        for (var k = 0; k < scores.Length; k++)
            scores[k] = call.Model.Scale!.Value.Convert(scores[k], call.Scale);
        bool? isCorrect = rollout.Work.Verdict?.Status switch
        {
            VerdictStatus.Correct => true,
            VerdictStatus.Incorrect => false,
            _ => null,
        };
        return call.Rewards.RolloutOf(scores, rollout.Work.Trajectory!.Steps.Count, isCorrect, rollout.StepTokenCounts);
    }

    /// <summary>The advantages of each rollout's steps; null for those that failed. [rollouts][steps]</summary>
    private static double[]?[] AdvantagesOf(RewardCall call, Rollout?[] earned)
    {
        int[][] groups = [.. call.Rollouts.Where(rollout => earned[rollout.Work.Index] is not null).GroupBy(rollout => rollout.Group, rollout => rollout.Work.Index).Select(group => group.ToArray())];
        var estimated = call.Rewards.AdvantagesOf([.. groups.Select(group => Array.ConvertAll(group, index => earned[index]!))]);
        var advantages = new double[]?[earned.Length];
        foreach (var (index, row) in groups.SelectMany(group => group).Zip(estimated.SelectMany(rows => rows)))
            advantages[index] = row;
        return advantages;
    }

    private static RewardResponse Reply(CallRun<RewardCall> run, RolloutRewards[] rewards)
    {
        var call = run.Call;
        var ofGroup = call.Rollouts.ToLookup(rollout => rollout.Group, rollout => rewards[rollout.Work.Index]);
        return new()
        {
            Model = call.Model.Name,
            Fingerprint = call.Model.Fingerprint,
            Groups = [.. call.Groups.Select((group, index) => new GroupRewards { Index = index, Id = group.Id, Responses = [.. ofGroup[index]] })],
            RewardScale = JsonNamingPolicy.KebabCaseLower.ConvertName(call.Scale.ToString()),
            Credit = call.Rewards.Credit.Name,
            Advantage = call.Rewards.Estimator.Name,
            Usage = ReplyStage.UsageOf(call),
            Timings = run.Observed.ToTimings(call.Work),
        };
    }
}
