using RewardServer.Scoring;

namespace RewardServer.Pipeline;

/// <summary>Head outputs to scores, and scores to one.</summary>
internal static class ReadOutStage
{
    /// <summary>What the model says of the trajectory; null when it has an error, which the work then carries.</summary>
    public static TrajectoryScore? Run(ScoringCall call, TrajectoryWork work)
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
