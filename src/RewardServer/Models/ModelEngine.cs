using RewardServer.Batching;
using RewardServer.Inference;
using RewardServer.Telemetry;

namespace RewardServer.Models;

/// <summary>One model's engine with the loop that owns it.</summary>
internal sealed class ModelEngine : IModelEngine
{
    private readonly IInferenceEngine _engine;
    private readonly EngineMetrics? _watch;
    private readonly MicroBatcher<InferenceItem, string?> _batcher;

    /// <summary>Takes over the engine and starts its loop.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="options">Its batches.</param>
    /// <param name="speed">How fast it is; null when that was not measured.</param>
    /// <param name="time">Clock of deadlines and timings.</param>
    /// <param name="metrics">Where it reports.</param>
    /// <param name="watch">Who watches the engine until it is freed; null for nobody.</param>
    public ModelEngine(IInferenceEngine engine, BatchingOptions options, EngineSpeed? speed, TimeProvider time, BatchingMetrics metrics, EngineMetrics? watch = null)
    {
        (_engine, _watch) = (engine, watch);
        _batcher = new(Run, options, time, metrics);
        if (speed is { } known)
            _batcher.Calibrate(known.BatchTokens, TimeSpan.FromSeconds(known.BatchTokens / known.TokensPerSecond));
    }

    /// <inheritdoc/>
    public string Device => _engine.Device;

    /// <inheritdoc/>
    public int OutputWidth => _engine.OutputWidth;

    /// <inheritdoc/>
    public int MaxTokens => _engine.MaxTokens;

    /// <inheritdoc/>
    public bool SharesBeginnings => _engine.SharesBeginnings;

    /// <inheritdoc/>
    public long PendingTokens => _batcher.UnfinishedTokens;

    /// <inheritdoc/>
    public int PendingItems => _batcher.PendingItems;

    /// <inheritdoc/>
    public TimeSpan? PredictWait(BatchLane lane) => _batcher.PredictWait(lane);

    /// <inheritdoc/>
    public Task<BatchOutcome<string?>>[] Enqueue(ReadOnlySpan<BatchEntry<InferenceItem>> items, DateTimeOffset? deadline, CancellationToken cancellationToken) =>
        _batcher.Enqueue(items, deadline, cancellationToken);

    /// <summary>Lets what is waiting finish and frees the engine.</summary>
    public async ValueTask DisposeAsync()
    {
        await _batcher.DisposeAsync();
        _watch?.Forget(_engine);
        _engine.Dispose();
    }

    private void Run(IReadOnlyList<InferenceItem> items, Span<string?> errors)
    {
        _engine.Run(items);
        for (var i = 0; i < items.Count; i++)
            errors[i] = items[i].Error;
    }
}
