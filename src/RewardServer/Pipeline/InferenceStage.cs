using System.Runtime.InteropServices;
using RewardServer.Api;
using RewardServer.Batching;
using RewardServer.Caching;
using RewardServer.Errors;
using RewardServer.Inference;
using RewardServer.Scoring;

namespace RewardServer.Pipeline;

/// <summary>Puts a call's trajectories before the engine as a unit and finishes each as it comes back.</summary>
internal static class InferenceStage
{
    /// <summary>The results in the request's order; unless the call is partial, the first failure ends it.</summary>
    public static async Task<TrajectoryResult[]> RunAsync(
        ScoringCall call, CallContext context, MemoryStepCache cache, ObservedCall observed, CallDeadline deadline)
    {
        var pending = Start(call, cache, observed, deadline);
        try
        {
            return context.OnResult is null ? await Task.WhenAll(pending) : await AsFinishedAsync(pending, context.OnResult);
        }
        catch
        {
            // What is still waiting is not wanted any more.
            deadline.Abandon();
            throw;
        }
    }

    /// <summary>One task for each trajectory; what they need is enqueued as a unit.</summary>
    private static Task<TrajectoryResult>[] Start(ScoringCall call, MemoryStepCache cache, ObservedCall observed, CallDeadline deadline)
    {
        var entries = new List<BatchEntry<InferenceItem>>(call.Work.Length);
        var counts = Array.ConvertAll(call.Work, work => work.AddItems(entries, call.Model.Encoded.RowWidth));
        var outcomes = call.Model.Encoded.Engine.Enqueue(CollectionsMarshal.AsSpan(entries), deadline.At, deadline.Token);
        var pending = new Task<TrajectoryResult>[counts.Length];
        for (int i = 0, start = 0; i < pending.Length; start += counts[i++])
            pending[i] = FinishAsync(call, call.Work[i], new(outcomes, start, counts[i]), cache, observed, deadline.Token);
        return pending;
    }

    private static async Task<TrajectoryResult[]> AsFinishedAsync(Task<TrajectoryResult>[] pending, Func<TrajectoryResult, ValueTask> onResult)
    {
        var results = new TrajectoryResult[pending.Length];
        await foreach (var finished in Task.WhenEach(pending))
        {
            var result = await finished;
            results[result.Index] = result;
            await onResult(result);
        }
        return results;
    }

    private static async Task<TrajectoryResult> FinishAsync(
        ScoringCall call,
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
        var score = ReadOutStage.Run(call, work);
        if (work.Error is { } error && !call.IsPartial)
            throw EncodingStage.Failed(work.Index, error);
        if (score is null)
            return ReplyStage.Failed(work);
        observed.Scored(work, score);
        return ReplyStage.Of(call, work, score);
    }

    private static void Take(BatchOutcome<string?> outcome, ScoringCall call, TrajectoryWork work, ObservedCall observed)
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

    private static void Fail(ScoringCall call, TrajectoryWork work, ObservedCall observed, string reason)
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
