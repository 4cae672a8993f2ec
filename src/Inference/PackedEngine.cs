using System.Numerics.Tensors;
using RewardServer.Inference.Devices;
using RewardServer.Inference.Models;
using RewardServer.Inference.PagedCache;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference;

/// <summary>Runs a packed graph on ONNX Runtime with the paged cache.</summary>
internal sealed class PackedEngine : IInferenceEngine
{
    private readonly PackedSession _session;
    private readonly PackedBatch _batch;
    private readonly ItemCheck _check;

    /// <summary>Loads the folder's graph on the device the options name, and runs it once.</summary>
    public PackedEngine(ModelFolder folder, InferenceOptions options)
    {
        var graph = folder.Manifest.Graph;
        MaxTokens = Math.Min(folder.Manifest.MaxTokens, graph.MaxPositions);
        OutputWidth = graph.Outputs;
        var maxBatchTokens = Math.Max(options.MaxBatchTokens, MaxTokens);
        _check = new ItemCheck(graph, MaxTokens, maxBatchTokens, options.MaxBatchSequences);
        _session = new PackedSession(folder, options, PagedKeyValueCache.BlocksFor(maxBatchTokens, options.MaxBatchSequences));
        try
        {
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
    public string Device => _session.Device;

    /// <inheritdoc/>
    public DeviceChoice DeviceChoice => _session.DeviceChoice;

    /// <inheritdoc/>
    public void Run(IReadOnlyList<InferenceItem> items)
    {
        if (items.Count == 0)
            return;
        _check.Require(items);
        try
        {
            _batch.Fill(items, _session.Blocks);
            _session.Run(_batch.Tensors);
            HandOut(items);
        }
        finally
        {
            _batch.Release(_session.Blocks);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

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
