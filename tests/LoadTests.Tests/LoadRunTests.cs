using RewardServer.LoadTests.Load;

namespace RewardServer.LoadTests.Tests;

public sealed class LoadRunTests
{
    private static readonly Answer Ok = new(AnswerKind.Ok, false, null);

    [Fact]
    public async Task Closed_loop_sends_everything_once_and_no_more_at_a_time_than_it_has_clients()
    {
        var (running, most) = (0, 0);
        var gate = new Lock();
        var counts = new int[100];
        var run = await LoadRun.ClosedAsync(
            [.. Enumerable.Range(0, counts.Length).Select(i => (Func<Task<Answer>>)(async () =>
            {
                lock (gate)
                    most = Math.Max(most, ++running);
                counts[i]++;
                await Task.Delay(1, TestContext.Current.CancellationToken);
                lock (gate)
                    running--;
                return Ok;
            }))],
            connections: 4);
        Assert.All(counts, count => Assert.Equal(1, count));
        Assert.Equal(4, most);
        Assert.All(run.Requests, request => Assert.InRange(request.Done, request.Intended, run.Elapsed));
    }

    [Fact]
    public async Task Open_loop_waits_for_nobody_and_counts_from_the_intended_time()
    {
        var last = new TaskCompletionSource<Answer>();
        TimeSpan[] arrivals = [TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMilliseconds(30)];
        Func<Task<Answer>> waits = () => last.Task, releases = () =>
        {
            last.SetResult(Ok);
            return last.Task;
        };
        // The first two are answered by what the third one does: an open loop gets there, a closed one would wait for ever.
        var run = await LoadRun.OpenAsync([waits, waits, releases], arrivals);
        Assert.Equal(arrivals, run.Requests.Select(request => request.Intended));
        Assert.All(run.Requests[..2], request => Assert.True(request.Latency >= arrivals[2]));
    }
}
