using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using RewardServer.Inference;

namespace RewardServer.Telemetry;

/// <summary>What the engines count themselves, asked when somebody looks; every instrument carries the tag <c>model</c>.</summary>
internal sealed class EngineMetrics
{
    private readonly ConcurrentDictionary<string, IInferenceEngine> _engines = new();

    /// <summary>Creates the instruments.</summary>
    public EngineMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(ServerMetrics.MeterName);
        meter.CreateObservableCounter("rewardserve.engine.tokens.asked", () => Observe(usage => usage.TokensAsked), "{token}", "Tokens of the sequences that the engine ran.");
        meter.CreateObservableCounter("rewardserve.engine.tokens.computed", () => Observe(usage => usage.TokensComputed), "{token}", "Those it computed; the others were beginnings that it had.");
        meter.CreateObservableCounter("rewardserve.engine.blocks.evicted", () => Observe(usage => usage.Evictions), "{block}", "Cache blocks given away although they held a beginning.");
        meter.CreateObservableGauge("rewardserve.engine.blocks.used", () => Observe(usage => usage.BlocksInUse), "{block}", "Cache blocks that hold something.");
        meter.CreateObservableGauge("rewardserve.engine.blocks", () => Observe(usage => usage.Blocks), "{block}", "Cache blocks there are.");
    }

    /// <summary>Reports an engine's figures from now on.</summary>
    /// <param name="model">The label.</param>
    /// <param name="engine">Whom to ask; also after it was disposed.</param>
    public void Watch(string model, IInferenceEngine engine) => _engines[model] = engine;

    private IEnumerable<Measurement<long>> Observe(Func<EngineUsage, long> figure) =>
        _engines.Select(engine => new Measurement<long>(figure(engine.Value.Usage), new KeyValuePair<string, object?>("model", engine.Key)));
}
