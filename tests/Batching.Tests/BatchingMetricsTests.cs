using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace RewardServer.Batching.Tests;

public class BatchingMetricsTests
{
    [Fact]
    public async Task Instruments_tell_what_happened()
    {
        var model = Guid.NewGuid().ToString();
        var sums = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == BatchingMetrics.MeterName)
                self.EnableMeasurementEvents(instrument);
        };
        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (!tags.Contains(new("model", model)))
                return;
            var reason = tags.Length > 1 ? $"/{tags[1].Value}" : "";
            sums.AddOrUpdate(instrument.Name + reason, value, (_, sum) => sum + value);
        }

        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();

        using var runner = new GatedRunner();
        var batcher = new MicroBatcher<int, int>(runner.Run, new() { MaxQueuedItems = 2 }, metrics: new(null, model));
        var first = batcher.EnqueueAsync(1, 5);
        await runner.EnteredAsync();
        using var caller = new CancellationTokenSource();
        var gone = batcher.EnqueueAsync(2, 7, cancellationToken: caller.Token);
        await caller.CancelAsync();
        var waiting = batcher.Enqueue([new(3, 7), new(4, 7)]);
        var refused = batcher.EnqueueAsync(5, 1);
        Assert.Equal(5 + 14, sums["rewardserve.pending.tokens"]); // running and waiting
        Assert.Equal(1 + 2, sums["rewardserve.pending.sequences"]);

        runner.Open();
        await Task.WhenAll([first, gone, refused, .. waiting]);
        await batcher.DisposeAsync();

        Assert.Equal(19, sums["rewardserve.batch.tokens"]);
        Assert.Equal(3, sums["rewardserve.batch.sequences"]);
        Assert.Equal(0, sums["rewardserve.pending.tokens"]);
        Assert.Equal(0, sums["rewardserve.pending.sequences"]);
        Assert.Equal(1, sums["rewardserve.queue.dropped/cancelled"]);
        Assert.Equal(1, sums["rewardserve.queue.refused/queue_full"]);
        Assert.True(sums.ContainsKey("rewardserve.queue.duration"));
        Assert.True(sums.ContainsKey("rewardserve.engine.duration"));
    }

    [Fact]
    public async Task Listener_that_throws_leaves_no_caller_waiting()
    {
        var model = Guid.NewGuid().ToString();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "rewardserve.batch.tokens")
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (tags.Contains(new("model", model)))
                throw new InvalidOperationException("listener");
        });
        listener.Start();

        using var runner = new GatedRunner();
        var batcher = new MicroBatcher<int, int>(runner.Run, new(), metrics: new(null, model));
        var first = batcher.EnqueueAsync(1, 1);
        await runner.EnteredAsync();
        var waiting = batcher.EnqueueAsync(2, 1);
        runner.Open();

        Assert.Equal(BatchStatus.Completed, (await first).Status);
        Assert.Equal(BatchStatus.ShuttingDown, (await waiting).Status);
        Assert.Equal(BatchStatus.ShuttingDown, (await batcher.EnqueueAsync(3, 1)).Status);
        Assert.Equal("listener", (await Assert.ThrowsAsync<InvalidOperationException>(() => batcher.DisposeAsync().AsTask())).Message);
    }
}
