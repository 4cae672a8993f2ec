using RewardServer.Scoring.Selection;

namespace RewardServer.Pipeline.Selection;

/// <summary>Has candidates scored a few steps at a time, and leaves those that cannot win any more.</summary>
internal static class EarlyStopStage
{
    /// <summary>One task for each candidate, all done when the winner is known or one has failed.</summary>
    /// <param name="call">A call that stops early, its steps encoded and looked up.</param>
    /// <param name="infer">Puts what is wanted of some work and not known before the engine.</param>
    public static Task[] Start(SelectionCall call, Func<TrajectoryWork[], Task[]> infer)
    {
        var race = RunAsync(call, infer);
        return Array.ConvertAll(call.Work, _ => race);
    }

    private static async Task RunAsync(SelectionCall call, Func<TrajectoryWork[], Task[]> infer)
    {
        var race = new EarlyStop(Array.ConvertAll(call.Work, work => work.Encoded!.RowEnds.Length));
        foreach (var work in call.Work)
            Report(call, race, work, work.FirstUnknown);
        while (race.Next() is { Count: > 0 } wanted && call.Work.All(work => work.Error is null))
        {
            foreach (var (candidate, steps) in wanted)
                call.Work[candidate].Wanted = steps;
            await Task.WhenAll(infer([.. wanted.Select(next => call.Work[next.Candidate])]));
            foreach (var (candidate, steps) in wanted)
                Report(call, race, call.Work[candidate], steps);
        }
        foreach (var work in call.Work)
            work.IsPruned = race.IsPruned(work.Index);
    }

    private static void Report(SelectionCall call, EarlyStop race, TrajectoryWork work, int steps)
    {
        work.Wanted = steps;
        if (steps > 0 && ReadOutStage.Read(call, work) is { } score)
            race.Report(work.Index, steps, score.Score);
    }
}
