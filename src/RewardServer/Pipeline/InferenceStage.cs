using RewardServer.Batching;
using RewardServer.Caching;
using RewardServer.Errors;
using RewardServer.Inference;
using RewardServer.Scoring;

namespace RewardServer.Pipeline;

/// <summary>
/// Gets a call what its look-up did not find: waits for what another call is computing, asks the shared cache, puts the rest before the
/// engine as a unit, and stores what comes back.
/// </summary>
internal sealed class InferenceStage(ModelCall call, StepCache cache, ObservedCall observed, CallDeadline deadline)
{
    private int Width => call.Model.Encoded.RowWidth;

    /// <summary>One task for each piece of work; when it is done, the work has its outputs or its error.</summary>
    public Task[] Start(TrajectoryWork[] works)
    {
        var flights = Array.ConvertAll(works, Board);
        if (!cache.IsShared)
            return Enqueue(works, flights);
        var enqueued = FetchAsync(works, flights);
        return [.. works.Select((_, i) => InferAsync(enqueued, i))];
    }

    /// <summary>Joins the computation that ends like this work, or leads one; none for work that needs no engine or has no key.</summary>
    private (StepFlight? Flight, bool Leads) Board(TrajectoryWork work)
    {
        if (work.Error is not null || work.Keys.Length == 0 || work.IsComplete)
            return default;
        var (flight, leads) = cache.Board(work.Keys[work.LastUnknown]);
        if (!leads)
            return (flight, leads);
        // Another may have landed between the look-up and now; then this one is over before it began.
        LookUpStage.Find(work, cache, Width);
        if (!work.IsComplete)
            return (flight, leads);
        flight.Land();
        return default;
    }

    /// <summary>Asks the shared cache first.</summary>
    private async Task<Task[]> FetchAsync(TrajectoryWork[] works, (StepFlight? Flight, bool Leads)[] flights)
    {
        try
        {
            await LookUpStage.FetchAsync([.. works.Where((_, i) => flights[i].Leads)], cache, Width, deadline.Token);
        }
        catch
        {
            Land(flights);
            throw;
        }
        return Enqueue(works, flights);
    }

    private static async Task InferAsync(Task<Task[]> enqueued, int index) => await (await enqueued)[index];

    private Task[] Enqueue(TrajectoryWork[] works, (StepFlight? Flight, bool Leads)[] flights)
    {
        try
        {
            return EnqueueAll(works, flights);
        }
        catch
        {
            Land(flights);
            throw;
        }
    }

    private Task[] EnqueueAll(TrajectoryWork[] works, (StepFlight? Flight, bool Leads)[] flights)
    {
        var items = new List<InferenceItem>(works.Length);
        var counts = new int[works.Length];
        for (var i = 0; i < works.Length; i++)
            counts[i] = IsFollowing(flights[i]) ? 0 : works[i].AddItems(items, Width);
        var engine = call.Model.Encoded.Engine;
        var outcomes = items.Count == 0 ? [] : engine.Enqueue(ExpectedTokens.EntriesOf(items, engine.SharesBeginnings, observed.Lane), deadline.At, deadline.Token);
        var pending = new Task[works.Length];
        for (int i = 0, start = 0; i < pending.Length; start += counts[i++])
        {
            // A caller who leaves is released at once; the batch goes on with its own memory, and what it computes is kept.
            pending[i] = IsFollowing(flights[i])
                ? FollowAsync(works[i], flights[i].Flight!)
                : SettleAsync(works[i], new(outcomes, start, counts[i]), flights[i].Flight).WaitAsync(deadline.Token);
        }
        return pending;
    }

    /// <summary>Nothing will come of these: who waits for them goes on alone.</summary>
    private static void Land((StepFlight? Flight, bool Leads)[] flights)
    {
        foreach (var (flight, leads) in flights)
        {
            if (leads)
                flight!.Land();
        }
    }

    private static bool IsFollowing((StepFlight? Flight, bool Leads) boarded) => boarded is { Flight: not null, Leads: false };

    private async Task FollowAsync(TrajectoryWork work, StepFlight flight)
    {
        if (await flight.Landed.WaitAsync(deadline.Token) is { } error)
        {
            Fail(work, error.Message);
            return;
        }
        var known = work.Hits;
        LookUpStage.Find(work, cache, Width);
        observed.Metrics.Coalesced(work.Hits - known);
        // The call that led it may have left: then this work is put before the engine for its own caller.
        if (!work.IsComplete)
            await Start([work])[0];
    }

    /// <summary>Takes what the engine says of a piece of work, whether or not its caller still waits.</summary>
    private async Task SettleAsync(TrajectoryWork work, ArraySegment<Task<BatchOutcome<string?>>> outcomes, StepFlight? flight)
    {
        try
        {
            foreach (var outcome in outcomes)
                Take(await outcome, work);
            if (outcomes.Count == 0 || work.Error is not null)
                return;
            Store(work);
            work.MarkComputed();
        }
        finally
        {
            flight?.Land(work.Error);
        }
    }

    private void Take(BatchOutcome<string?> outcome, TrajectoryWork work)
    {
        switch (outcome.Status)
        {
            case BatchStatus.Completed:
                work.QueueTime = Longer(work.QueueTime, outcome.QueueTime);
                work.EngineTime = Longer(work.EngineTime, outcome.RunTime);
                if (outcome.Result is { } reason)
                    Fail(work, reason);
                break;
            case BatchStatus.Failed:
                observed.BatchFailed(outcome.Error!);
                Fail(work, "the engine failed; the server's log says more");
                break;
            case BatchStatus.QueueFull:
                throw AdmissionControl.Overloaded("the model's queue is full", outcome.PredictedWait);
            case BatchStatus.TooLate:
                throw AdmissionControl.Overloaded("with the work that waits the request would not be answered by its deadline", outcome.PredictedWait);
            case BatchStatus.ShuttingDown:
                throw new ApiException(ScoringErrorCode.ShuttingDown, "the server is stopping; send the request to another replica");
            default:
                throw new OperationCanceledException();
        }
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private void Fail(TrajectoryWork work, string reason)
    {
        if (work.Error is not null)
            return;
        work.Error = new(ScoringErrorCode.ModelError, reason);
        observed.Metrics.ModelFailed(call.Model.Name);
    }

    private void Store(TrajectoryWork work)
    {
        for (var score = 0; score < Math.Min(work.Keys.Length, work.WantedRowEnds.Length); score++)
        {
            if (!work.IsKnown(score))
                cache.Store(work.Keys[score], work.RowsOf(score, Width).ToArray());
        }
    }
}
