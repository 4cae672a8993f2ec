using Microsoft.Extensions.Time.Testing;

namespace RewardServer.Batching.Tests;

public sealed class MicroBatcherTests : IAsyncDisposable
{
    private readonly GatedRunner _runner = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly MicroBatcher<int, int> _batcher;

    public MicroBatcherTests() => _batcher = new(
        _runner.Run,
        new() { MaxBatchTokens = 10, MaxBatchSequences = 4, MaxQueuedTokens = 30, MaxQueuedItems = 8 },
        _clock);

    public async ValueTask DisposeAsync()
    {
        _runner.Open();
        await _batcher.DisposeAsync();
        _runner.Dispose();
    }

    /// <summary>Occupies the runner, so that what follows waits.</summary>
    private async Task<Task<BatchOutcome<int>>> OccupyAsync()
    {
        var first = _batcher.EnqueueAsync(1, 1);
        await _runner.EnteredAsync();
        return first;
    }

    [Fact]
    public async Task Lone_item_runs_without_the_clock_moving()
    {
        _runner.LetGo();
        var outcome = await _batcher.EnqueueAsync(21, 5);
        Assert.Equal(BatchStatus.Completed, outcome.Status);
        Assert.Equal(42, outcome.Result);
        Assert.Null(outcome.Error);
    }

    [Fact]
    public async Task What_arrives_during_a_run_forms_the_next_batches_in_order()
    {
        var first = await OccupyAsync();
        var rest = Enumerable.Range(2, 6).Select(item => _batcher.EnqueueAsync(item, 3)).ToArray();
        _runner.Open();

        Assert.Equal(2, (await first).Result);
        Assert.Equal([4, 6, 8, 10, 12, 14], (await Task.WhenAll(rest)).Select(outcome => outcome.Result));
        Assert.Equal([[1], [2, 3, 4], [5, 6, 7]], _runner.Batches);
    }

    [Fact]
    public async Task Cancelled_waiting_item_is_released_at_once_and_never_runs()
    {
        var first = await OccupyAsync();
        using var caller = new CancellationTokenSource();
        var gone = _batcher.EnqueueAsync(2, 7, cancellationToken: caller.Token);
        var stays = _batcher.EnqueueAsync(3, 3);
        Assert.Equal(10, _batcher.PendingTokens);

        await caller.CancelAsync();
        Assert.Equal(BatchStatus.Cancelled, (await gone).Status); // the runner is still busy with the first
        Assert.Equal(3, _batcher.PendingTokens);
        Assert.Equal(1, _batcher.PendingItems);

        _runner.Open();
        await Task.WhenAll(first, stays);
        Assert.Equal([[1], [3]], _runner.Batches);
    }

    [Fact]
    public async Task Item_cancelled_while_it_runs_ends_with_its_batch()
    {
        using var caller = new CancellationTokenSource();
        var item = _batcher.EnqueueAsync(1, 1, cancellationToken: caller.Token);
        await _runner.EnteredAsync();
        await caller.CancelAsync();
        Assert.False(item.IsCompleted); // its memory is in use

        _runner.LetGo();
        Assert.Equal(BatchStatus.Completed, (await item).Status);
    }

    [Fact]
    public async Task Item_of_a_caller_already_gone_never_runs()
    {
        var first = await OccupyAsync();
        var gone = _batcher.EnqueueAsync(2, 1, cancellationToken: new(canceled: true));
        _runner.Open();
        Assert.Equal(BatchStatus.Cancelled, (await gone).Status);
        await first;
        Assert.Equal([[1]], _runner.Batches);
        Assert.Equal(0, _batcher.PendingTokens);
    }

    [Fact]
    public async Task Expired_item_never_runs_and_says_how_long_it_waited()
    {
        await OccupyAsync();
        var late = _batcher.EnqueueAsync(2, 1, _clock.GetUtcNow().AddSeconds(5));
        var intime = _batcher.EnqueueAsync(3, 1, _clock.GetUtcNow().AddSeconds(6));
        _clock.Advance(TimeSpan.FromSeconds(5));
        _runner.Open();

        var outcome = await late;
        Assert.Equal(BatchStatus.Expired, outcome.Status);
        Assert.Equal(TimeSpan.FromSeconds(5), outcome.QueueTime);
        Assert.Equal(TimeSpan.FromSeconds(5), (await intime).QueueTime);
        Assert.Equal([[1], [3]], _runner.Batches);
    }

    [Fact]
    public async Task Run_time_is_the_runners()
    {
        var item = await OccupyAsync();
        _clock.Advance(TimeSpan.FromSeconds(3));
        _runner.LetGo();
        var outcome = await item;
        Assert.Equal(TimeSpan.FromSeconds(3), outcome.RunTime);
        Assert.Equal(TimeSpan.Zero, outcome.QueueTime);
    }

    [Fact]
    public async Task Full_queue_refuses_the_whole_call()
    {
        await OccupyAsync();
        var admitted = _batcher.Enqueue([new(2, 10), new(3, 10)]);
        var refused = _batcher.Enqueue([new(4, 6), new(5, 5)]);
        Assert.All(refused, task => Assert.True(task.IsCompletedSuccessfully));
        Assert.All(refused, task => Assert.Equal(BatchStatus.QueueFull, task.Result.Status));
        Assert.Equal(20, _batcher.PendingTokens);

        var fits = _batcher.EnqueueAsync(6, 10);
        Assert.False(fits.IsCompleted);
        _runner.Open();
        Assert.All(await Task.WhenAll([.. admitted, fits]), outcome => Assert.Equal(BatchStatus.Completed, outcome.Status));
    }

    [Fact]
    public async Task Items_are_bounded_too()
    {
        await OccupyAsync();
        for (var item = 0; item < 8; item++)
            Assert.False(_batcher.EnqueueAsync(item, 1).IsCompleted);
        Assert.Equal(BatchStatus.QueueFull, (await _batcher.EnqueueAsync(9, 1)).Status);
    }

    [Fact]
    public async Task Empty_queue_admits_a_call_above_the_bounds()
    {
        await OccupyAsync();
        var large = _batcher.Enqueue([.. Enumerable.Range(0, 20).Select(item => new BatchEntry<int>(item, 11))]);
        _runner.Open();
        Assert.Equal(Enumerable.Range(0, 20).Select(item => 2 * item), (await Task.WhenAll(large)).Select(outcome => outcome.Result));
        Assert.Equal(21, _runner.Batches.Count); // each is oversized: alone
    }

    [Fact]
    public async Task Failing_run_fails_its_batch_only()
    {
        _runner.Throw = items => items.Contains(1) ? new InvalidOperationException("boom") : null;
        var first = await OccupyAsync();
        var next = _batcher.EnqueueAsync(2, 1);
        _runner.Open();

        var outcome = await first;
        Assert.Equal(BatchStatus.Failed, outcome.Status);
        Assert.Equal("boom", outcome.Error!.Message);
        Assert.Equal(4, (await next).Result);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Poison_item_is_found_and_its_neighbours_complete(int poison)
    {
        _runner.Throw = items => items.Contains(poison) ? new InvalidOperationException("poison") : null;
        await OccupyAsync();
        var tasks = _batcher.Enqueue([new(2, 1), new(3, 1), new(4, 1), new(5, 1)]);
        _runner.Open();

        foreach (var (item, outcome) in Enumerable.Range(2, 4).Zip(await Task.WhenAll(tasks)))
        {
            Assert.Equal(item == poison ? BatchStatus.Failed : BatchStatus.Completed, outcome.Status);
            Assert.Equal(item == poison ? 0 : 2 * item, outcome.Result);
        }
    }

    [Fact]
    public async Task Broken_device_costs_two_more_runs_not_one_an_item()
    {
        await OccupyAsync();
        var tasks = _batcher.Enqueue([new(2, 1), new(3, 1), new(4, 1), new(5, 1)]);
        _runner.Throw = _ => new InvalidOperationException("gone");
        _runner.Open();
        Assert.All(await Task.WhenAll(tasks), outcome => Assert.Equal(BatchStatus.Failed, outcome.Status));
        Assert.Equal([[1], [2, 3, 4, 5], [2, 3], [4, 5]], _runner.Batches);
    }

    [Fact]
    public async Task Callers_never_continue_on_the_loops_thread()
    {
        var item = await OccupyAsync();
        var thread = item.ContinueWith(
            _ => Environment.CurrentManagedThreadId, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _runner.LetGo();
        Assert.NotEqual(_runner.ThreadId, await thread);
    }

    [Fact]
    public async Task Disposal_runs_what_waits_and_refuses_the_rest()
    {
        var first = await OccupyAsync();
        var waiting = _batcher.EnqueueAsync(2, 1);
        var disposal = _batcher.DisposeAsync().AsTask();
        Assert.Equal(BatchStatus.ShuttingDown, (await _batcher.EnqueueAsync(3, 1)).Status);
        Assert.False(disposal.IsCompleted);

        _runner.Open();
        await disposal;
        Assert.Equal(2, (await first).Result);
        Assert.Equal(4, (await waiting).Result);
        await _batcher.DisposeAsync(); // again does nothing
    }

    [Fact]
    public async Task Disposal_fails_what_waits_too_long_but_waits_for_the_run()
    {
        var first = await OccupyAsync();
        var waiting = _batcher.EnqueueAsync(2, 1);
        var disposal = _batcher.DisposeAsync().AsTask();
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(BatchStatus.ShuttingDown, (await waiting).Status);
        Assert.False(disposal.IsCompleted);
        _runner.Open();
        await disposal;
        Assert.Equal(2, (await first).Result);
        Assert.Equal([[1]], _runner.Batches);
    }

    [Fact]
    public void Costs_below_one_are_misuse() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = _batcher.EnqueueAsync(1, 0); });

    [Fact]
    public async Task No_items_are_no_tasks()
    {
        Assert.Empty(_batcher.Enqueue([]));
        _runner.Open();
        Assert.Equal(2, (await _batcher.EnqueueAsync(1, 1)).Result);
    }
}
