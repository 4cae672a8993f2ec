using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using RewardServer.Batching;
using RewardServer.Hosting;
using RewardServer.Inference;
using RewardServer.Inference.Generation;
using RewardServer.Inference.Models;
using RewardServer.Remote;

namespace RewardServer.Models;

/// <summary>Gives each model its engine and the loop that owns it.</summary>
internal sealed class ModelEngineFactory(
    EngineLoader load, RemoteGeneratorFactory remote, IMeterFactory meters, TimeProvider time, IOptions<InferenceOptions> inference, IOptions<ServerOptions> server)
{
    /// <summary>Loads a model's engine, or the two of a pair, each with a loop of its own.</summary>
    public IModelEngine Create(ModelFolder folder)
    {
        var engine = Create(folder, folder.Manifest.Name);
        return folder.Reference is { } reference ? new EnginePair(engine, Create(reference, folder.Manifest.Name + "/reference")) : engine;
    }

    /// <summary>Loads a model that writes, or connects to the server where it is.</summary>
    public ModelWriter CreateWriter(ModelFolder folder, ModelInput input)
    {
        if (folder.IsRemote)
            return remote.Create(input);
        var generator = TextGenerators.Load(folder, input.Tokenizer, inference.Value);
        return new(generator, generator.Device, generator.MaxTokens);
    }

    private ModelEngine Create(ModelFolder folder, string label)
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
        return new ModelEngine(load(folder, inference.Value), batching, time, new BatchingMetrics(meters, label));
    }
}
