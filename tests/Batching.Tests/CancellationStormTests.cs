using System.Collections.Concurrent;

namespace RewardServer.Batching.Tests;

public class CancellationStormTests
{
    /// <summary>
    /// Callers come and go at random while the runner works: every task ends, runs never overlap, nothing cancelled or refused
    /// was run, nothing ran twice, the bounds hold at every run, and in the end no token is left in the queue.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Storm_leaks_nothing(int seed)
    {
        const int callers = 8, callsEach = 300, maxQueued = 60;
        var ran = new ConcurrentDictionary<int, bool>();
        var (running, overlaps, repeats, tooLarge) = (0, 0, 0, 0);
        MicroBatcher<int, int> batcher = null!;
        batcher = new(
            (items, results) =>
            {
                if (Interlocked.Increment(ref running) != 1)
                    overlaps++;
                if (batcher.PendingTokens > maxQueued + 8)
                    tooLarge++;
                for (var i = 0; i < items.Count; i++)
                {
                    if (!ran.TryAdd(items[i], true))
                        repeats++;
                    results[i] = ~items[i];
                }

                Thread.SpinWait(500);
                Interlocked.Decrement(ref running);
            },
            new() { MaxBatchTokens = 20, MaxBatchSequences = 8, MaxQueuedTokens = maxQueued, MaxQueuedItems = 30 });

        var statuses = new ConcurrentBag<BatchStatus>();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var random = new Random(1000 * seed + caller);
            for (var call = 0; call < callsEach; call++)
            {
                using var leaving = new CancellationTokenSource();
                var first = 10 * (caller * callsEach + call);
                BatchEntry<int>[] entries = [.. Enumerable.Range(first, random.Next(1, 5)).Select(item => new BatchEntry<int>(item, random.Next(1, 8)))];
                var tasks = batcher.Enqueue(entries, null, leaving.Token);
                if (random.Next(2) == 0)
                {
                    Thread.SpinWait(random.Next(2000));
                    await leaving.CancelAsync();
                }

                var outcomes = await Task.WhenAll(tasks);
                for (var i = 0; i < outcomes.Length; i++)
                {
                    statuses.Add(outcomes[i].Status);
                    Assert.Equal(outcomes[i].Status == BatchStatus.Completed, ran.ContainsKey(first + i));
                    Assert.Equal(outcomes[i].Status == BatchStatus.Completed ? ~(first + i) : 0, outcomes[i].Result);
                }
            }
        })));

        Assert.Equal((0, 0, 0), (overlaps, repeats, tooLarge));
        Assert.Equal((0L, 0), (batcher.PendingTokens, batcher.PendingItems));
        Assert.Contains(BatchStatus.Completed, statuses);
        Assert.All(statuses, status => Assert.True(status is BatchStatus.Completed or BatchStatus.Cancelled or BatchStatus.QueueFull));
        await batcher.DisposeAsync();
    }
}
