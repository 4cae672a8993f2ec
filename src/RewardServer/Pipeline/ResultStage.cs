namespace RewardServer.Pipeline;

/// <summary>Collects the results of a call's items.</summary>
internal static class ResultStage
{
    /// <summary>The results in the request's order, each told as it finishes when somebody listens; the first failure ends the call.</summary>
    /// <typeparam name="TResult">What becomes of an item.</typeparam>
    public static async Task<TResult[]> RunAsync<TResult>(
        Task<TResult>[] pending, Func<TResult, ValueTask>? onResult, Func<TResult, int> indexOf, CallDeadline deadline)
    {
        try
        {
            return onResult is null ? await Task.WhenAll(pending) : await AsFinishedAsync(pending, onResult, indexOf);
        }
        catch
        {
            // What is still waiting is not wanted any more.
            deadline.Abandon();
            throw;
        }
    }

    private static async Task<TResult[]> AsFinishedAsync<TResult>(Task<TResult>[] pending, Func<TResult, ValueTask> onResult, Func<TResult, int> indexOf)
    {
        var results = new TResult[pending.Length];
        await foreach (var finished in Task.WhenEach(pending))
        {
            var result = await finished;
            results[indexOf(result)] = result;
            await onResult(result);
        }
        return results;
    }
}
