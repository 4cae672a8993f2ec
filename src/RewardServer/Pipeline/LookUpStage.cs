using RewardServer.Caching;

namespace RewardServer.Pipeline;

/// <summary>Finds what is already known, before anything queues.</summary>
internal static class LookUpStage
{
    /// <summary>Looks up every score's outputs; an input that is known to its end needs no engine.</summary>
    public static void Run(ModelCall call, MemoryStepCache cache, ObservedCall observed)
    {
        if (!cache.IsEnabled)
            return;
        foreach (var work in call.Work)
        {
            if (work.Encoded is not { } encoded)
                continue;
            work.Keys = call.Model.Encoded.StepKeys.Of(encoded);
            Find(work, cache, call.Model.Encoded.RowWidth);
            observed.Metrics.LookedUp(work.Hits, work.Keys.Length - work.Hits);
        }
    }

    private static void Find(TrajectoryWork work, MemoryStepCache cache, int width)
    {
        for (var score = 0; score < work.Keys.Length; score++)
        {
            if (cache.Find(work.Keys[score]) is not { } rows)
                continue;
            rows.CopyTo(work.Outputs, work.Encoded!.RowsOf(score).Start * width);
            work.MarkKnown(score);
        }
    }
}
