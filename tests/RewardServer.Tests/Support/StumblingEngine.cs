using RewardServer.Batching;
using RewardServer.Inference;
using RewardServer.Models;

namespace RewardServer.Tests.Support;

/// <summary>A model's engine that throws instead of queueing its first call, when the test says so; later ones go to the real one.</summary>
internal sealed class StumblingEngine(IModelEngine inner) : IModelEngine, IDisposable
{
    private readonly SemaphoreSlim _entered = new(0);
    private readonly ManualResetEventSlim _stumble = new(initialState: false);
    private int _calls;

    public string Device => inner.Device;

    public int OutputWidth => inner.OutputWidth;

    public int MaxTokens => inner.MaxTokens;

    public bool SharesBeginnings => inner.SharesBeginnings;

    public long PendingTokens => inner.PendingTokens;

    public int PendingItems => inner.PendingItems;

    /// <summary>Waits until the first call is to be queued.</summary>
    public Task WhenEnteredAsync() => _entered.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Has it fail.</summary>
    public void Stumble() => _stumble.Set();

    public TimeSpan? PredictWait(BatchLane lane) => inner.PredictWait(lane);

    public Task<BatchOutcome<string?>>[] Enqueue(ReadOnlySpan<BatchEntry<InferenceItem>> items, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _calls) > 1)
            return inner.Enqueue(items, deadline, cancellationToken);
        _entered.Release();
        _stumble.Wait(TimeSpan.FromMinutes(1), cancellationToken);
        throw new InvalidOperationException("stumbled");
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    public void Dispose()
    {
        _entered.Dispose();
        _stumble.Dispose();
    }
}
