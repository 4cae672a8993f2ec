using System.Diagnostics.Metrics;
using RewardServer.Inference;

namespace RewardServer.Telemetry;

/// <summary>What the engines count themselves, asked when somebody looks; every instrument carries the tag <c>model</c>.</summary>
internal sealed class EngineMetrics
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IInferenceEngine, string> _engines = [];
    private readonly Dictionary<string, EngineUsage> _past = [];

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
    /// <param name="model">The label; a model and the one that replaces it share theirs, and are told as one.</param>
    /// <param name="engine">Whom to ask.</param>
    public void Watch(string model, IInferenceEngine engine)
    {
        lock (_lock)
            _engines[engine] = model;
    }

    /// <summary>Lets go of an engine that is about to be freed; what it has counted stays counted.</summary>
    public void Forget(IInferenceEngine engine)
    {
        lock (_lock)
        {
            if (_engines.Remove(engine, out var model))
                _past[model] = _past.GetValueOrDefault(model).Plus(engine.Usage with { Blocks = 0, BlocksInUse = 0 });
        }
    }

    private Measurement<long>[] Observe(Func<EngineUsage, long> figure)
    {
        lock (_lock)
        {
            var usages = new Dictionary<string, EngineUsage>(_past);
            foreach (var (engine, model) in _engines)
                usages[model] = usages.GetValueOrDefault(model).Plus(engine.Usage);
            return [.. usages.Select(usage => new Measurement<long>(figure(usage.Value), new KeyValuePair<string, object?>("model", usage.Key)))];
        }
    }
}
