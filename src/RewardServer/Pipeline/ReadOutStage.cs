using RewardServer.Api;
using RewardServer.Scoring;

namespace RewardServer.Pipeline;

/// <summary>Head outputs to scores, and scores to one.</summary>
internal static class ReadOutStage
{
    /// <summary>The result of a trajectory once its outputs are there.</summary>
    public static async Task<TrajectoryResult> RunAsync(ScoringCall call, TrajectoryWork work, Task inferred, ObservedCall observed)
    {
        await inferred;
        var score = Read(call, work);
        if (work.Error is { } error && !call.IsPartial)
            throw EncodingStage.Failed(call, work, error);
        if (score is null)
            return ReplyStage.Failed(work);
        observed.Scored(work, score);
        return ReplyStage.Of(call, work, score);
    }

    /// <summary>What the model says of the trajectory; null when it has an error, which the work then carries.</summary>
    private static TrajectoryScore? Read(ScoringCall call, TrajectoryWork work)
    {
        if (work.Error is not null)
            return null;
        var model = call.Model.Encoded;
        if (!model.Readout!.Read(work.Outputs, work.Encoded!.RowEnds).TryGet(out var scores, out var error))
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
