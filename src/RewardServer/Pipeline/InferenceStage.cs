using System.Runtime.InteropServices;
using RewardServer.Batching;
using RewardServer.Caching;
using RewardServer.Errors;
using RewardServer.Inference;
using RewardServer.Scoring;

namespace RewardServer.Pipeline;

/// <summary>Puts what a call needs before the engine as a unit, and stores what comes back.</summary>
internal static class InferenceStage
{
    /// <summary>One task for each piece of work; when it is done, the work has its outputs or its error.</summary>
    public static Task[] Start(ModelCall call, MemoryStepCache cache, ObservedCall observed, CallDeadline deadline)
    {
        var entries = new List<BatchEntry<InferenceItem>>(call.Work.Length);
        var counts = Array.ConvertAll(call.Work, work => work.AddItems(entries, call.Model.Encoded.RowWidth));
        var outcomes = call.Model.Encoded.Engine.Enqueue(CollectionsMarshal.AsSpan(entries), deadline.At, deadline.Token);
        var pending = new Task[counts.Length];
        for (int i = 0, start = 0; i < pending.Length; start += counts[i++])
            pending[i] = InferAsync(call, call.Work[i], new(outcomes, start, counts[i]), cache, observed, deadline.Token);
        return pending;
    }

    private static async Task InferAsync(
        ModelCall call,
        TrajectoryWork work,
        ArraySegment<Task<BatchOutcome<string?>>> outcomes,
        MemoryStepCache cache,
        ObservedCall observed,
        CancellationToken cancellationToken)
    {
        // A caller who leaves is released at once; the batch goes on with its own memory.
        foreach (var outcome in outcomes)
            Take(await outcome.WaitAsync(cancellationToken), call, work, observed);
        if (outcomes.Count > 0 && work.Error is null)
            Store(work, cache, call.Model.Encoded.RowWidth);
    }

    private static void Take(BatchOutcome<string?> outcome, ModelCall call, TrajectoryWork work, ObservedCall observed)
    {
        switch (outcome.Status)
        {
            case BatchStatus.Completed:
                work.QueueTime = Longer(work.QueueTime, outcome.QueueTime);
                work.EngineTime = Longer(work.EngineTime, outcome.RunTime);
                if (outcome.Result is { } reason)
                    Fail(call, work, observed, reason);
                break;
            case BatchStatus.Failed:
                observed.BatchFailed(outcome.Error!);
                Fail(call, work, observed, "the engine failed; the server's log says more");
                break;
            case BatchStatus.QueueFull:
                throw new ApiException(ScoringErrorCode.Overloaded, "the model's queue is full; try again after 1 s", retryAfter: TimeSpan.FromSeconds(1));
            case BatchStatus.ShuttingDown:
                throw new ApiException(ScoringErrorCode.ShuttingDown, "the server is stopping; send the request to another replica");
            default:
                throw new OperationCanceledException();
        }
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static void Fail(ModelCall call, TrajectoryWork work, ObservedCall observed, string reason)
    {
        if (work.Error is not null)
            return;
        work.Error = new(ScoringErrorCode.ModelError, reason);
        observed.Metrics.ModelFailed(call.Model.Name);
    }

    private static void Store(TrajectoryWork work, MemoryStepCache cache, int width)
    {
        for (var score = 0; score < work.Keys.Length; score++)
            cache.Store(work.Keys[score], work.RowsOf(score, width).ToArray());
    }
}
