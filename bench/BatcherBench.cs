using RewardServer.Batching;
using RewardServer.Measuring;

namespace RewardServer.Bench;

/// <summary>What batching costs: a lone item's way through an idle batcher, and filling a batch that callers wait for.</summary>
internal static class BatcherBench
{
    private const int Rounds = 15;

    public static async Task RunAsync()
    {
        var cpu = new CpuUse();
        Sample lone = new(await Repeat(LoneMicrosecondsAsync)), full = new(await Repeat(FullMicrosecondsAsync)), handOver = new(await Repeat(HandOverMicrosecondsAsync));

        var report = new Report("bench/results", "batcher", "Batcher overhead", "dotnet run -c Release --project bench -- batcher");
        report.Others(cpu.OthersShare());
        report.Fact($"median of {Rounds} rounds with minimum and maximum; the runner does nothing");
        report.Table(["what", "µs"],
        [
            ["lone item: enqueue, wake the loop, run, wake the caller (median of 2,000 in a row)", lone.Text("0.0")],
            ["for comparison, two hand-overs between a thread and the pool without a batcher", handOver.Text("0.0")],
            ["batch of 256: time between two runs, with 256 callers completed and the next 256 items taken", full.Text("0.0")],
        ]);
        report.Save();
    }

    private static async Task<List<double>> Repeat(Func<Task<double>> measure)
    {
        await measure(); // warm-up
        List<double> values = [];
        for (var round = 0; round < Rounds; round++)
            values.Add(await measure());
        return values;
    }

    private static async Task<double> LoneMicrosecondsAsync()
    {
        await using var batcher = new MicroBatcher<int, int>((_, _) => { }, new());
        List<double> times = [];
        for (var i = 0; i < 2000; i++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await batcher.EnqueueAsync(i, 100);
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMicroseconds);
        }

        return new Sample(times).Median;
    }

    private static async Task<double> HandOverMicrosecondsAsync()
    {
        using var wake = new SemaphoreSlim(0);
        TaskCompletionSource answer = new();
        var stop = false;
        var thread = new Thread(() =>
        {
            for (wake.Wait(); !stop; wake.Wait())
                answer.SetResult();
        });
        thread.Start();
        List<double> times = [];
        for (var i = 0; i < 2000; i++)
        {
            answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
            var started = TimeProvider.System.GetTimestamp();
            wake.Release();
            await answer.Task;
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMicroseconds);
        }

        stop = true;
        wake.Release();
        thread.Join();
        return new Sample(times).Median;
    }

    private static async Task<double> FullMicrosecondsAsync()
    {
        const int batches = 100, size = 256;
        long left = 0;
        List<double> gaps = [];
        using var gate = new ManualResetEventSlim();
        await using var batcher = new MicroBatcher<int, int>(
            (_, _) =>
            {
                gate.Wait();
                if (left != 0)
                    gaps.Add(TimeProvider.System.GetElapsedTime(left).TotalMicroseconds);
                left = TimeProvider.System.GetTimestamp();
            },
            new() { MaxBatchSequences = size, MaxBatchTokens = 100 * size, MaxQueuedItems = int.MaxValue, MaxQueuedTokens = long.MaxValue });

        var tasks = batcher.Enqueue([.. Enumerable.Repeat(new BatchEntry<int>(1, 100), batches * size)]);
        gate.Set();
        await Task.WhenAll(tasks);
        return new Sample(gaps).Median;
    }
}
