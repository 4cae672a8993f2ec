using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using RewardServer.Batching;
using RewardServer.Hosting;
using RewardServer.Inference;
using RewardServer.Inference.Generation;
using RewardServer.Inference.Models;
using RewardServer.Remote;
using RewardServer.Telemetry;

namespace RewardServer.Models;

/// <summary>Gives each model its engines, each with the loop that owns it.</summary>
internal sealed class ModelEngineFactory(
    EngineLoader load, RemoteGeneratorFactory remote, EngineMetrics engineMetrics, IMeterFactory meters, TimeProvider time, IOptions<InferenceOptions> inference, IOptions<ServerOptions> server)
{
    /// <summary>Loads a model's engines, or those of a pair.</summary>
    public IModelEngine Create(ModelFolder folder)
    {
        var name = folder.Manifest.Name;
        return folder.Reference is { } reference
            ? AllOrNone([() => CreateOne(folder, name), () => CreateOne(reference, name + "/reference")], pair => new EnginePair(pair[0], pair[1]))
            : CreateOne(folder, name);
    }

    /// <summary>Loads a model that writes, or connects to the server where it is.</summary>
    public ModelWriter CreateWriter(ModelFolder folder, ModelInput input)
    {
        if (folder.IsRemote)
            return remote.Create(input);
        var generator = TextGenerators.Load(folder, input.Tokenizer, inference.Value);
        return new(generator, generator.Device, generator.MaxTokens);
    }

    private IModelEngine CreateOne(ModelFolder folder, string label)
    {
        InferenceOptions[] all = [.. OptionsOfEach(folder.Manifest.Graph.Device)];
        if (all.Length == 1)
            return Create(folder, all[0], label);
        return AllOrNone(
            [.. all.Select<InferenceOptions, Func<IModelEngine>>((options, i) => () => Create(folder, options, $"{label}#{i}"))], engines => new EnginePool(engines, inference.Value.MaxBatchTokens));
    }

    /// <summary>Several engines as one; when one of them cannot be loaded, those before it are freed.</summary>
    private static IModelEngine AllOrNone(IReadOnlyList<Func<IModelEngine>> load, Func<IReadOnlyList<IModelEngine>, IModelEngine> join)
    {
        var engines = new List<IModelEngine>();
        try
        {
            foreach (var next in load)
                engines.Add(next());
            return join(engines);
        }
        catch
        {
            foreach (var engine in engines)
                engine.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    /// <summary>The options of each engine: of every device, and of the CPU as often as is asked for.</summary>
    private IEnumerable<InferenceOptions> OptionsOfEach(string builtFor)
    {
        var options = inference.Value;
        IList<string> devices = options.Devices.Count > 0 ? options.Devices : [options.Device];
        string[] all = [.. devices.SelectMany(device => Enumerable.Repeat(device, device == "cpu" || (device == "auto" && builtFor == "cpu") ? options.CpuEngines : 1))];
        var threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        return all.Select(device => options with { Device = device, Threads = all.Length == 1 ? options.Threads : Math.Max(1, threads / all.Count(other => other == device)) });
    }

    private ModelEngine Create(ModelFolder folder, InferenceOptions options, string label)
    {
        var engine = load(folder, options);
        try
        {
            var speed = options.TuneBatches ? engine.MeasureSpeed(options.MaxBatchTokens) : null;
            engineMetrics.Watch(label, engine);
            return new ModelEngine(engine, BatchingOf(options, speed), speed, time, new BatchingMetrics(meters, label), engineMetrics);
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    private BatchingOptions BatchingOf(InferenceOptions options, EngineSpeed? speed) =>
        new()
        {
            MaxBatchTokens = speed?.BatchTokens ?? options.MaxBatchTokens,
            MaxBatchSequences = options.MaxBatchSequences,
            // Admission has bounded the work already, by estimate; no text has more tokens than bytes.
            MaxQueuedTokens = long.MaxValue,
            MaxQueuedItems = int.MaxValue,
            InteractiveWeight = server.Value.InteractiveWeight,
            TrainWeight = server.Value.TrainWeight,
            DrainTimeout = server.Value.DrainTimeout,
        };
}
