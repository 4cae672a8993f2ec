using RewardServer.Scoring;
using RewardServer.Scoring.Generative;

namespace RewardServer.Pipeline.Generation;

/// <summary>Has a generative model write what it thinks of each trajectory or pair, and reads scores from that.</summary>
internal static class GenerationStage
{
    /// <summary>One task for each piece of work; when it is done, the work has what was written or its error.</summary>
    public static Task[] Start(ModelCall call, CallDeadline deadline) => Array.ConvertAll(call.Work, work => (call, work.Error) switch
    {
        (_, not null) => Task.CompletedTask,
        (TrajectoryCall judging, _) => WriteAsync(judging, work, deadline.Token),
        _ => CompareAsync(call, work, deadline.Token),
    });

    /// <summary>The scores; null when there are none, and then the work says why.</summary>
    public static TrajectoryScore? Read(TrajectoryCall call, TrajectoryWork work)
    {
        if (Judge(call, work.Written!).TryGet(out var score, out var error))
            return score;
        work.Error = error;
        return null;
    }

    private static async Task WriteAsync(TrajectoryCall call, TrajectoryWork work, CancellationToken cancellationToken)
    {
        var model = call.Model.Generative!;
        var result = await VerifierVotes.VerifyAsync(
            model.Verifier!, work.Trajectory!, model.Generator, call.Generation.Sampling, call.Generation.Vote, cancellationToken);
        if (result.TryGet(out var written, out var error))
            work.Written = written;
        else
            work.Error = error;
    }

    private static async Task CompareAsync(ModelCall call, TrajectoryWork work, CancellationToken cancellationToken)
    {
        var (model, pair) = (call.Model.Generative!, work.Trajectory!);
        var result = await model.Pairwise!.CompareAsync(pair.Problem, pair.Steps[0], pair.Steps[1], model.Generator, model.Pairwise.DefaultSampling, cancellationToken);
        if (!result.TryGet(out var compared, out var error))
            work.Error = error;
        else if (compared.Preference is null)
            work.Error = new(ScoringErrorCode.UnparsableVerdict, "The verifier's text names neither response as the better one, in neither order.");
        else
            work.Compared = compared;
    }

    private static ScoringResult<TrajectoryScore> Judge(TrajectoryCall call, Scoring.Generative.Verification written)
    {
        if (!call.Model.JudgesSteps)
            return new TrajectoryScore([], (float)written.Score, FirstError: null);
        if (written.StepScores.ToList().FindIndex(step => step is null) is var missing and >= 0)
            return new ScoringError(ScoringErrorCode.UnparsableVerdict, $"None of {written.Samples.Count} samples of the verifier judges step {missing}; nothing is made up for it.");
        if (!call.Rule.Judge([.. written.StepScores.Select(step => (float)step!.Value)]).TryGet(out var judged, out var error))
            return error;
        // The verifier's own verdict is the score, unless the request says how the steps are to become one.
        return call.NamesAggregation ? judged : judged with { Score = (float)written.Score };
    }
}
