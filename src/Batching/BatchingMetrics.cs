using System.Diagnostics.Metrics;

namespace RewardServer.Batching;

/// <summary>What batchers measure, on the meter <c>RewardServer.Batching</c>; every instrument carries the tag <c>model</c>.</summary>
public sealed class BatchingMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "RewardServer.Batching";

    private readonly KeyValuePair<string, object?> _model;
    private readonly Histogram<long> _batchTokens;
    private readonly Histogram<int> _batchSequences;
    private readonly Histogram<double> _queueDuration;
    private readonly Histogram<double> _engineDuration;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _refused;
    private readonly UpDownCounter<long> _pendingTokens;
    private readonly UpDownCounter<long> _pendingItems;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meterFactory">Owns the meter; null for a meter of its own.</param>
    /// <param name="model">The model's name.</param>
    public BatchingMetrics(IMeterFactory? meterFactory, string model)
    {
        _model = new("model", model);
        var meter = meterFactory?.Create(MeterName) ?? new Meter(MeterName);
        _batchTokens = meter.CreateHistogram<long>("rewardserve.batch.tokens", "{token}", "Tokens in a batch.");
        _batchSequences = meter.CreateHistogram<int>("rewardserve.batch.sequences", "{sequence}", "Sequences in a batch.");
        _queueDuration = meter.CreateHistogram<double>("rewardserve.queue.duration", "s", "From admission to the start of the batch.");
        _engineDuration = meter.CreateHistogram<double>("rewardserve.engine.duration", "s", "Running one batch.");
        _dropped = meter.CreateCounter<long>("rewardserve.queue.dropped", "{sequence}", "Sequences that left the queue without being run, by reason.");
        _refused = meter.CreateCounter<long>("rewardserve.queue.refused", "{sequence}", "Sequences that were not admitted, by reason.");
        _pendingTokens = meter.CreateUpDownCounter<long>("rewardserve.pending.tokens", "{token}", "Tokens waiting or running.");
        _pendingItems = meter.CreateUpDownCounter<long>("rewardserve.pending.sequences", "{sequence}", "Sequences waiting or running.");
    }

    internal void Pending(long tokens, int items)
    {
        _pendingTokens.Add(tokens, _model);
        _pendingItems.Add(items, _model);
    }

    internal void Refused(BatchStatus reason, int items) => _refused.Add(items, _model, Reason(reason));

    internal void Dropped(BatchStatus reason) => _dropped.Add(1, _model, Reason(reason));

    internal void Started(TimeSpan queueTime) => _queueDuration.Record(queueTime.TotalSeconds, _model);

    internal void Ran(long tokens, int sequences, TimeSpan runTime)
    {
        _batchTokens.Record(tokens, _model);
        _batchSequences.Record(sequences, _model);
        _engineDuration.Record(runTime.TotalSeconds, _model);
    }

    private static KeyValuePair<string, object?> Reason(BatchStatus status) => new("reason", status switch
    {
        BatchStatus.Cancelled => "cancelled",
        BatchStatus.Expired => "expired",
        BatchStatus.QueueFull => "queue_full",
        BatchStatus.TooLate => "too_late",
        _ => "shutting_down",
    });
}
