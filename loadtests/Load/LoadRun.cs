namespace RewardServer.LoadTests.Load;

/// <summary>Sends prepared requests and notes when each was answered.</summary>
/// <param name="Requests">The requests, in the order in which they were to be sent.</param>
/// <param name="Elapsed">From the first request to the last answer.</param>
internal sealed record LoadRun(SentRequest[] Requests, TimeSpan Elapsed)
{
    /// <summary>A fixed number of requests: each connection sends its next one when it has the last answer, until all are answered.</summary>
    public static async Task<LoadRun> ClosedAsync(Func<Task<Answer>>[] sends, int connections)
    {
        var requests = new SentRequest[sends.Length];
        var next = -1;
        var started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            await Task.Yield();
            for (var i = Interlocked.Increment(ref next); i < sends.Length; i = Interlocked.Increment(ref next))
            {
                var sent = TimeProvider.System.GetElapsedTime(started);
                var answer = await sends[i]();
                requests[i] = new(sent, TimeProvider.System.GetElapsedTime(started), answer);
            }
        }));
        return new(requests, TimeProvider.System.GetElapsedTime(started));
    }

    /// <summary>Each request at its time, whether or not earlier ones are answered; then waits for the last answer.</summary>
    public static async Task<LoadRun> OpenAsync(Func<Task<Answer>>[] sends, TimeSpan[] arrivals)
    {
        var pending = new Task<SentRequest>[arrivals.Length];
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < pending.Length; i++)
        {
            await UntilAsync(arrivals[i], started);
            pending[i] = SendAsync(sends[i % sends.Length], arrivals[i], started);
        }
        return new(await Task.WhenAll(pending), TimeProvider.System.GetElapsedTime(started));
    }

    // A delay counts whole milliseconds of a coarser clock: it can end early, and a request sent early looks faster than it was.
    private static async Task UntilAsync(TimeSpan arrival, long started)
    {
        while (arrival - TimeProvider.System.GetElapsedTime(started) is var ahead && ahead > TimeSpan.Zero)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(ahead.TotalMilliseconds)), TimeProvider.System);
    }

    private static async Task<SentRequest> SendAsync(Func<Task<Answer>> send, TimeSpan intended, long started)
    {
        await Task.Yield();
        var answer = await send();
        return new(intended, TimeProvider.System.GetElapsedTime(started), answer);
    }
}
