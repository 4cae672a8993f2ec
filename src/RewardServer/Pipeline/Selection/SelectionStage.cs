using RewardServer.Api.Selection;
using RewardServer.Errors;
using RewardServer.Pipeline.Composition;
using RewardServer.Pipeline.Verification;
using RewardServer.Scoring;
using RewardServer.Scoring.Selection;
using RewardServer.Scoring.Verification;

namespace RewardServer.Pipeline.Selection;

/// <summary>Scores and answers of candidates to the best of them.</summary>
internal static class SelectionStage
{
    /// <summary>The reply once every candidate has its score.</summary>
    public static async Task<SelectionResponse> RunAsync(CallRun<SelectionCall> run)
    {
        var call = run.Call;
        TrajectoryScore[] judged = (await ReadOutStage.JudgeAllAsync(run))!; // a call that is not partial has them all
        var scores = Array.ConvertAll(judged, score => score.Score);
        var answers = Answers(call, scores);
        if (!AnswerGroups.Of(answers, new StoppableEquivalence(Verifiers.CreateEquivalence(), run.Deadline.Token)).TryGet(out var groups, out var tooMuch))
            throw new ApiException(tooMuch.Code, tooMuch.Message);
        return BestOfN.Select(call.Method, scores, groups).TryGet(out var selection, out var error)
            ? Reply(run, judged, answers, groups, selection)
            : throw new ApiException(error.Code, error.Message);
    }

    /// <summary>The answers of the candidates that vote; null for the others. [candidates]</summary>
    private static string?[] Answers(SelectionCall call, float[] scores)
    {
        var votes = call.TopK is { } k ? BestOfN.Top(scores, k) : null;
        var answers = new string?[scores.Length];
        for (var i = 0; i < answers.Length; i++)
        {
            if (votes?[i] != false)
                answers[i] = call.AnswerOf(i) ?? FinalAnswer.Of(call.Work[i].Trajectory!, call.StepSeparator);
        }
        return answers;
    }

    private static SelectionResponse Reply(
        CallRun<SelectionCall> run, TrajectoryScore[] judged, string?[] answers, int[] groups, Scoring.Selection.Selection selection) => new()
        {
            Model = run.Call.Model.Name,
            Fingerprint = run.Call.Model.Fingerprint,
            Selected = selection.Selected,
            // Of a pruned candidate nothing is known but that others are better: these come last.
            Ranking = [.. selection.Ranking.OrderBy(i => run.Call.Work[i].IsPruned).Select(i => new RankedCandidate
        {
            Index = i,
            Id = run.Call.Work[i].Id,
            Score = judged[i].Score,
            Answer = answers[i],
            Group = groups[i] < 0 ? null : groups[i],
            ScoredSteps = judged[i].StepScores.Count,
            Pruned = run.Call.Work[i].IsPruned,
            Components = CompositionReply.Of(run.Call.Work[i]),
        })],
            Groups = [.. selection.Weights.Select((weight, group) => new AnswerGroup
        {
            Answer = answers[Array.IndexOf(groups, group)]!,
            Count = groups.Count(other => other == group),
            Weight = weight,
        })],
            Usage = ReplyStage.UsageOf(run.Call),
            Timings = run.Observed.ToTimings(run.Call.Work),
        };
}
