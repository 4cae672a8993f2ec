using Microsoft.Extensions.Time.Testing;

namespace RewardServer.Batching.Tests;

/// <summary>What can be foreseen to come too late is refused at once; a clock that stands still unless the runner moves it.</summary>
public sealed class PredictionTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch);
    private readonly GatedRunner _runner = new();

    public void Dispose() => _runner.Dispose();

    [Fact]
    public async Task Nothing_is_refused_before_anything_is_known()
    {
        await using var batcher = Batcher();
        var running = batcher.EnqueueAsync(1, 100);
        await _runner.EnteredAsync();
        var waiting = batcher.EnqueueAsync(2, 100, At(seconds: 0.001));
        Assert.False(waiting.IsCompleted);
        _runner.Open();
        Assert.Equal(BatchStatus.Completed, (await running).Status);
    }

    [Fact]
    public async Task What_would_come_too_late_is_refused_at_once_with_the_wait()
    {
        await using var batcher = Batcher();
        batcher.Calibrate(1000, TimeSpan.FromSeconds(10)); // 100 tokens a second
        var running = batcher.EnqueueAsync(1, 200);
        await _runner.EnteredAsync();
        var waiting = batcher.EnqueueAsync(2, 300);
        Assert.Equal(TimeSpan.FromSeconds(5), batcher.PredictWait());

        var late = await batcher.EnqueueAsync(3, 100, At(seconds: 5.9));
        Assert.Equal((BatchStatus.TooLate, TimeSpan.FromSeconds(5)), (late.Status, late.PredictedWait));
        var timely = batcher.EnqueueAsync(4, 100, At(seconds: 6.1));
        Assert.False(timely.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(1.5)); // of the two that the run in progress takes
        Assert.Equal(TimeSpan.FromSeconds(0.5 + 3 + 1), batcher.PredictWait());
        _runner.Open();
        Assert.Equal(BatchStatus.Completed, (await waiting).Status);
        Assert.Equal(BatchStatus.Completed, (await running).Status);
        Assert.Equal(BatchStatus.Completed, (await timely).Status);
    }

    [Fact]
    public async Task A_busy_runner_counts_though_nothing_waits()
    {
        await using var batcher = Batcher();
        batcher.Calibrate(100, TimeSpan.FromSeconds(1));
        var running = batcher.EnqueueAsync(1, 500);
        await _runner.EnteredAsync();
        Assert.Equal(BatchStatus.TooLate, (await batcher.EnqueueAsync(2, 1, At(seconds: 4))).Status);
        _runner.Open();
        await running;
    }

    [Fact]
    public async Task An_idle_runner_tries_what_it_expects_to_fail()
    {
        await using var batcher = Batcher();
        batcher.Calibrate(100, TimeSpan.FromSeconds(1));
        _runner.Open();
        Assert.Equal(BatchStatus.Completed, (await batcher.EnqueueAsync(1, 10_000, At(seconds: 1))).Status);
    }

    [Fact]
    public async Task The_other_lane_counts_as_far_as_its_share_goes()
    {
        await using var batcher = Batcher();
        batcher.Calibrate(100, TimeSpan.FromSeconds(1));
        var running = batcher.EnqueueAsync(1, 100);
        await _runner.EnteredAsync();
        var waiting = batcher.Enqueue([new(2, 400), new(3, 10_000, Lane: BatchLane.Train)]);

        // 1 s runs; 400 of its own are 4 s, and the train lane has one token for four of them: 1 s.
        Assert.Equal(TimeSpan.FromSeconds(1 + 4 + 1), batcher.PredictWait());
        Assert.Equal(TimeSpan.FromSeconds(1 + 100 + 4), batcher.PredictWait(BatchLane.Train));
        _runner.Open();
        await Task.WhenAll([running, .. waiting]);
    }

    [Fact]
    public async Task Speed_follows_the_batches()
    {
        await using var batcher = Batcher(_ => _clock.Advance(TimeSpan.FromSeconds(2)));
        Assert.Null(batcher.TokensPerSecond);
        _runner.Open();
        for (var i = 0; i < 60; i++)
            await batcher.EnqueueAsync(i, 100);
        Assert.Equal(50, batcher.TokensPerSecond!.Value, 1e-6);
    }

    private DateTimeOffset At(double seconds) => _clock.GetUtcNow().AddSeconds(seconds);

    private MicroBatcher<int, int> Batcher(Action<IReadOnlyList<int>>? work = null) => new(
        (items, results) =>
        {
            _runner.Run(items, results);
            work?.Invoke(items);
        },
        new() { MaxBatchTokens = 1000 },
        _clock);
}
