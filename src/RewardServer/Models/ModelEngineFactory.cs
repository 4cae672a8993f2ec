using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using RewardServer.Batching;
using RewardServer.Hosting;
using RewardServer.Inference;
using RewardServer.Inference.Models;

namespace RewardServer.Models;

/// <summary>Gives each model its engine and the loop that owns it.</summary>
internal sealed class ModelEngineFactory(
    EngineLoader load, IMeterFactory meters, TimeProvider time, IOptions<InferenceOptions> inference, IOptions<ServerOptions> server)
{
    /// <summary>Loads the engine and starts its loop.</summary>
    public ModelEngine Create(ModelFolder folder)
    {
        var batching = new BatchingOptions
        {
            MaxBatchTokens = inference.Value.MaxBatchTokens,
            MaxBatchSequences = inference.Value.MaxBatchSequences,
            // Admission has bounded the work already, by estimate; no text has more tokens than bytes.
            MaxQueuedTokens = long.MaxValue,
            MaxQueuedItems = int.MaxValue,
            DrainTimeout = server.Value.DrainTimeout,
        };
        return new ModelEngine(load(folder, inference.Value), batching, time, new BatchingMetrics(meters, folder.Manifest.Name));
    }
}
