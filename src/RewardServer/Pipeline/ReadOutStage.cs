using RewardServer.Api;
using RewardServer.Pipeline.Composition;
using RewardServer.Pipeline.Generation;
using RewardServer.Scoring;

namespace RewardServer.Pipeline;

/// <summary>What a model put out to scores, and scores to one.</summary>
internal static class ReadOutStage
{
    /// <summary>The result of a trajectory once its outputs are there.</summary>
    public static async Task<TrajectoryResult> RunAsync(ScoringCall call, TrajectoryWork work, Task inferred, ObservedCall observed) =>
        await JudgeAsync(call, work, inferred, observed) is { } score ? ReplyStage.Of(call, work, score) : ReplyStage.Failed(work);

    /// <summary>The scores of a trajectory once its outputs are there; null when it has an error, which the work then carries.</summary>
    /// <exception cref="Errors.ApiException">It has an error, and the call is not partial.</exception>
    public static async Task<TrajectoryScore?> JudgeAsync(TrajectoryCall call, TrajectoryWork work, Task inferred, ObservedCall observed)
    {
        await inferred;
        if (Read(call, work) is { } score)
        {
            observed.Scored(work, score);
            return score;
        }
        return call.IsPartial ? null : throw EncodingStage.Failed(call, work, work.Error!);
    }

    /// <summary>The scores of all trajectories of a call; the first failure ends it, unless it is partial, and then there are none for it.</summary>
    public static Task<TrajectoryScore?[]> JudgeAllAsync<TCall>(CallRun<TCall> run)
        where TCall : TrajectoryCall
    {
        var pending = Array.ConvertAll(run.Call.Work, work => JudgeAsync(run.Call, work, run.Inferred[work.Index], run.Observed));
        return ResultStage.RunAsync(pending, onResult: null, _ => 0, run.Deadline);
    }

    /// <summary>The scores of the wanted steps of a trajectory whose outputs are there; null when there are none, and then the work says why.</summary>
    public static TrajectoryScore? Read(TrajectoryCall call, TrajectoryWork work)
    {
        if (work.Error is not null)
            return null;
        if (call.Model.Composite is not null)
            return CompositionStage.Read(call, work);
        if (call.Model.Generative is not null)
            return GenerationStage.Read(call, work);
        var model = call.Model.Encoded;
        var rowEnds = work.WantedRowEnds;
        if (!model.Readout!.Read(work.Outputs.AsSpan(0, rowEnds[^1] * model.RowWidth), rowEnds).TryGet(out var scores, out var error))
            work.Error = error;
        else if (!model.Input.Format.ReadsEachStep)
            return new TrajectoryScore([], scores[0], FirstError: null);
        else if (call.Rule.Judge(scores).TryGet(out var judged, out error))
            return judged;
        else
            work.Error = error;
        return null;
    }
}
