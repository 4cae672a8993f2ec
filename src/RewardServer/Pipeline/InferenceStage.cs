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
        var outcomes = Enqueue(call, deadline);
        var pending = new Task<TrajectoryResult>[call.Work.Length];
        for (var i = 0; i < pending.Length; i++)
            pending[i] = FinishAsync(call, call.Work[i], outcomes[i], cache, observed, deadline.Token);
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

    /// <summary>One task for each trajectory that needs the engine.</summary>
    private static Task<BatchOutcome<string?>>?[] Enqueue(ScoringCall call, CallDeadline deadline)
    {
        var needed = Array.FindAll(call.Work, work => work is { Error: null, IsHit: false });
        var entries = Array.ConvertAll(needed, work => new BatchEntry<InferenceItem>(work.ToItem(), work.Tokens));
        var outcomes = call.Model.Engine.Enqueue(entries, deadline.At, deadline.Token);
        var byWork = new Task<BatchOutcome<string?>>?[call.Work.Length];
        for (var i = 0; i < needed.Length; i++)
            byWork[needed[i].Index] = outcomes[i];
        return byWork;
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
        Task<BatchOutcome<string?>>? outcome,
        MemoryStepCache cache,
        ObservedCall observed,
        CancellationToken cancellationToken)
    {
        if (outcome is not null)
        {
            // A caller who leaves is released at once; the batch goes on with its own memory.
            Take(await outcome.WaitAsync(cancellationToken), call, work, observed);
            if (work.Error is null)
                Store(work, cache, call.Model.OutputWidth);
        }
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
                (work.QueueTime, work.EngineTime) = (outcome.QueueTime, outcome.RunTime);
                work.Error = outcome.Result is { } reason ? new(ScoringErrorCode.ModelError, reason) : null;
                break;
            case BatchStatus.Failed:
                observed.BatchFailed(outcome.Error!);
                work.Error = new(ScoringErrorCode.ModelError, "the engine failed; the server's log says more");
                break;
            case BatchStatus.QueueFull:
                throw new ApiException(ScoringErrorCode.Overloaded, "the model's queue is full; try again after 1 s", retryAfter: TimeSpan.FromSeconds(1));
            case BatchStatus.ShuttingDown:
                throw new ApiException(ScoringErrorCode.ShuttingDown, "the server is stopping; send the request to another replica");
            default:
                throw new OperationCanceledException();
        }
        if (work.Error is not null)
            observed.Metrics.ModelFailed(call.Model.Name);
    }

    private static void Store(TrajectoryWork work, MemoryStepCache cache, int width)
    {
        for (var read = 0; read < work.Keys.Length; read++)
            cache.Store(work.Keys[read], work.Outputs.AsSpan(read * width, width).ToArray());
    }
}
