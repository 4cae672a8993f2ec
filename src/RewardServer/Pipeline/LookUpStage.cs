using RewardServer.Caching;

namespace RewardServer.Pipeline;

/// <summary>Finds what is already known, before anything queues.</summary>
internal static class LookUpStage
{
    /// <summary>Looks up every score's outputs in memory; an input that is known to its end needs no engine.</summary>
    public static void Run(ModelCall call, StepCache cache, ObservedCall observed)
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

    /// <summary>Looks in memory for what is not known yet.</summary>
    public static void Find(TrajectoryWork work, StepCache cache, int width)
    {
        for (var score = 0; score < work.Keys.Length; score++)
        {
            if (!work.IsKnown(score) && cache.Find(work.Keys[score]) is { } rows)
                work.Take(score, rows, width);
        }
    }

    /// <summary>Asks the shared level, once, for what is not known of several pieces of work; of each only once in its call.</summary>
    public static async ValueTask FetchAsync(IReadOnlyList<TrajectoryWork> works, StepCache cache, int width, CancellationToken cancellationToken)
    {
        var (wanted, places) = (new List<WantedStep>(), new List<(TrajectoryWork Work, int Score)>());
        foreach (var work in works.Where(work => !work.IsFetched))
        {
            work.IsFetched = true;
            for (var score = 0; score < work.Keys.Length; score++)
            {
                if (work.IsKnown(score))
                    continue;
                wanted.Add(new(work.Keys[score], work.RowsOf(score, width).Length));
                places.Add((work, score));
            }
        }
        if (wanted.Count == 0)
            return;
        var found = await cache.FetchAsync(wanted, cancellationToken);
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] is { } rows)
                places[i].Work.Take(places[i].Score, rows, width);
        }
    }
}
