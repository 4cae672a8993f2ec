using RewardServer.Caching;

namespace RewardServer.Pipeline;

/// <summary>Finds what is already known, before anything queues.</summary>
internal static class LookUpStage
{
    /// <summary>Looks up every read position; a trajectory that is known to its end needs no engine.</summary>
    public static void Run(ScoringCall call, MemoryStepCache cache, ObservedCall observed)
    {
        if (!cache.IsEnabled)
            return;
        foreach (var work in call.Work)
        {
            if (work.Encoded is not { } encoded)
                continue;
            work.Keys = call.Model.StepKeys.Of(encoded.TokenIds, encoded.ReadPositions);
            work.Hits = Find(work, cache, call.Model.OutputWidth);
            observed.Metrics.LookedUp(work.Hits, work.Keys.Length - work.Hits);
        }
    }

    private static int Find(TrajectoryWork work, MemoryStepCache cache, int width)
    {
        var hits = 0;
        for (var read = 0; read < work.Keys.Length; read++)
        {
            if (cache.Find(work.Keys[read]) is not { } row)
                continue;
            hits++;
            row.CopyTo(work.Outputs, read * width);
        }
        return hits;
    }
}
