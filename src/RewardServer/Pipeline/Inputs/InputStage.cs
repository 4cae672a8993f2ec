using RewardServer.Scoring;

namespace RewardServer.Pipeline.Inputs;

/// <summary>Head outputs of whole inputs to what a model says of them.</summary>
internal static class InputStage
{
    /// <summary>The reply once every input has its outputs.</summary>
    public static async Task<InputReply> RunAsync(CallRun<InputCall> run)
    {
        var pending = Array.ConvertAll(run.Call.Work, work => ReadAsync(run, work));
        var results = await ResultStage.RunAsync(pending, onResult: null, _ => 0, run.Deadline);
        return new(run.Call.Model, results, run.Observed.ToTimings(run.Call.Work));
    }

    private static async Task<InputResult> ReadAsync(CallRun<InputCall> run, TrajectoryWork work)
    {
        await run.Inferred[work.Index];
        if (work.Error is null && Read(run.Call, work) is { } result)
        {
            run.Observed.Scored(work, new(run.Call.Model.JudgesSteps ? result.Scores : [], result.Score, FirstError: null));
            return result;
        }
        throw EncodingStage.Failed(run.Call, work, work.Error!);
    }

    private static InputResult? Read(InputCall call, TrajectoryWork work)
    {
        var (model, encoded) = (call.Model.Encoded, work.Encoded!);
        if (!model.Readout!.Read(work.Outputs, encoded.RowEnds).TryGet(out var scores, out var error) || !Whole(call, work, scores).TryGet(out var score, out error))
        {
            work.Error = error;
            return null;
        }
        return new()
        {
            Rows = work.Outputs,
            Width = model.RowWidth,
            Scores = scores,
            Score = score,
            Tokens = encoded.Tokens,
            Positions = encoded.Inputs is [var only] ? only.ReadPositions : [],
            DroppedTokens = encoded.Truncated?.DroppedTokens ?? 0,
        };
    }

    private static ScoringResult<float> Whole(InputCall call, TrajectoryWork work, float[] scores)
    {
        if (!call.Model.JudgesSteps)
            return scores[0];
        if (work.Trajectory is null && call.Model.Input.Format.Reading is { ReadsEveryToken: true })
            return scores[^1];
        return call.Rule.Judge(scores).TryGet(out var judged, out var error) ? judged.Score : error;
    }
}
