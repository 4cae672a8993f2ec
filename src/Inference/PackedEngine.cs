using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using RewardServer.Inference.Devices;
using RewardServer.Inference.Models;
using RewardServer.Inference.PagedCache;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference;

/// <summary>Runs a packed graph on ONNX Runtime with the paged cache.</summary>
internal sealed class PackedEngine : IInferenceEngine
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _runOptions = new();
    private readonly OrtAllocator? _deviceAllocator;
    private readonly PagedKeyValueCache _cache;
    private readonly PackedBatch _batch;
    private readonly ItemCheck _check;

    /// <summary>Loads the folder's graph on the device the options name, and runs it once.</summary>
    public PackedEngine(ModelFolder folder, InferenceOptions options)
    {
        var graph = folder.Manifest.Graph;
        var threads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        MaxTokens = Math.Min(folder.Manifest.MaxTokens, graph.MaxPositions);
        OutputWidth = graph.Outputs;
        var maxBatchTokens = Math.Max(options.MaxBatchTokens, MaxTokens);
        _check = new ItemCheck(graph, MaxTokens, maxBatchTokens, options.MaxBatchSequences);

        try
        {
            using var session = EngineSession.Options(folder, options, threads, out var device);
            DeviceChoice = device;
            Device = Describe(device, threads);
            _session = EngineSession.Create(folder, session);
            _binding = _session.CreateIoBinding();
            var blocks = PagedKeyValueCache.BlocksFor(maxBatchTokens, options.MaxBatchSequences);
            if (device.Kind == DeviceKind.Cpu)
            {
                _cache = PagedKeyValueCache.OnCpu(graph, blocks, _binding);
            }
            else
            {
                _deviceAllocator = EngineSession.DeviceAllocator(_session, device);
                _cache = PagedKeyValueCache.OnDevice(graph, blocks, _binding, _deviceAllocator);
            }

            _batch = new PackedBatch(graph, maxBatchTokens, options.MaxBatchSequences);
            WarmUp(graph);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int MaxTokens { get; }

    /// <inheritdoc/>
    public int OutputWidth { get; }

    /// <inheritdoc/>
    public string Device { get; }

    /// <inheritdoc/>
    public DeviceChoice DeviceChoice { get; }

    /// <inheritdoc/>
    public void Run(IReadOnlyList<InferenceItem> items)
    {
        if (items.Count == 0)
            return;
        _check.Require(items);
        try
        {
            _batch.Fill(items, _cache.Allocator);
            _batch.Tensors.Bind(_binding);
            _session.RunWithBinding(_runOptions, _binding);
            HandOut(items);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InferenceException("The batch could not be run: " + e.Message, e);
        }
        finally
        {
            _batch.Tensors.Unbind();
            _batch.Release(_cache.Allocator);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Also called from a constructor that failed half-way.
        _binding?.Dispose();
        _cache?.Dispose();
        _deviceAllocator?.Dispose();
        _session?.Dispose();
        _runOptions.Dispose();
    }

    private static string Describe(DeviceChoice device, int threads) =>
        device.Kind == DeviceKind.Cpu
            ? string.Create(CultureInfo.InvariantCulture, $"cpu, {threads} thread{(threads == 1 ? "" : "s")}")
            : device.ToString();

    private void HandOut(IReadOnlyList<InferenceItem> items)
    {
        var rest = _batch.Tensors.Output;
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            var count = item.ReadPositions.Length * OutputWidth;
            var values = rest[..count];
            rest = rest[count..];
            var output = item.Output.Span[..count];
            if (TensorPrimitives.IsFiniteAll(values))
            {
                item.Error = null;
                values.CopyTo(output);
            }
            else
            {
                item.Error = "The model put out a number that is not finite (NaN or infinity) for this input.";
                output.Clear();
            }
        }
    }

    // The first run allocates ONNX Runtime's arenas and compiles our kernels; no caller should wait for that.
    private void WarmUp(GraphManifest graph)
    {
        const int warmTokens = 128;
        var tokens = new int[Math.Min(warmTokens, MaxTokens)];
        var targets = graph.Head == PackedGraph.TargetHead ? new int[1] : [];
        Run(
        [
            new InferenceItem { TokenIds = tokens, ReadPositions = new int[1], Targets = targets, Output = new float[OutputWidth] },
        ]);
    }
}
