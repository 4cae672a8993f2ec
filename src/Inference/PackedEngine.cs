using System.Numerics.Tensors;
using RewardServer.Inference.Devices;
using RewardServer.Inference.Models;
using RewardServer.Inference.PagedCache;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference;

/// <summary>Runs a packed graph on ONNX Runtime with the paged cache, and computes what sequences have in common once (ADR 0085).</summary>
internal sealed class PackedEngine : IInferenceEngine
{
    private const int SampleTokens = 128;

    private readonly PackedSession _session;
    private readonly PrefixCache _cache;
    private readonly PackedBatch _batch;
    private readonly ItemCheck _check;
    private readonly GraphManifest _graph;
    private readonly Random _random = new(1);
    private readonly List<ItemPart> _waiting = [];
    private long _asked;
    private long _computed;

    /// <summary>Loads the folder's graph on the device the options name, and runs it once.</summary>
    public PackedEngine(ModelFolder folder, InferenceOptions options)
    {
        var graph = _graph = folder.Manifest.Graph;
        MaxTokens = Math.Min(folder.Manifest.MaxTokens, graph.MaxPositions);
        OutputWidth = graph.Outputs;
        var longest = Math.Max(options.MaxBatchTokens, MaxTokens);
        _check = new ItemCheck(graph, MaxTokens);
        // Not on CUDA: its memory is not at hand for copying blocks, and that its attention writes all tokens of a run before it reads any is not tried.
        var kept = graph.Device == "cpu" ? options.PrefixCacheBytes / PagedKeyValueCache.BytesOfBlock(graph) : 0;
        _session = new PackedSession(folder, options, checked((int)(PagedKeyValueCache.BlocksFor(longest, options.MaxBatchSequences) + kept)));
        try
        {
            SharesBeginnings = kept > 0;
            _cache = new PrefixCache(_session.Blocks, SharesBeginnings, _session.CopyBlock);
            _batch = new PackedBatch(graph, _cache, SharesBeginnings ? Math.Max(options.MaxBatchTokens, PackedGraph.BlockSize) : longest, MaxTokens, options.MaxBatchSequences);
            WarmUp();
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
    public bool SharesBeginnings { get; }

    /// <inheritdoc/>
    public EngineUsage Usage =>
        new(Volatile.Read(ref _asked), Volatile.Read(ref _computed), _cache.BlocksInUse, _session.Blocks.Total, _cache.Evictions);

    /// <inheritdoc/>
    public void Run(IReadOnlyList<InferenceItem> items)
    {
        _check.Require(items);
        _waiting.Clear();
        foreach (var item in items)
        {
            (item.ComputedTokens, item.Error) = (0, null);
            _waiting.Add(new(item));
        }

        while (_waiting.Count > 0)
            RunNext();
        Volatile.Write(ref _asked, _asked + items.Sum(item => (long)item.TokenIds.Length));
        Volatile.Write(ref _computed, _computed + items.Sum(item => (long)item.ComputedTokens));
    }

    /// <inheritdoc/>
    public EngineSpeed? MeasureSpeed(int maxBatchTokens)
    {
        var speed = EngineSpeed.Measure(MeasureRun, maxBatchTokens);
        Forget();
        return speed;
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private void RunNext()
    {
        var isComputed = false;
        _batch.Fill(_waiting);
        try
        {
            _session.Run(_batch.Tensors);
            isComputed = true;
            HandOut(_batch.Parts);
        }
        finally
        {
            _batch.Release(isComputed);
        }
    }

    private void HandOut(IReadOnlyList<ItemPart> parts)
    {
        var rest = _batch.Tensors.Output;
        foreach (var part in parts)
        {
            var output = part.Output(OutputWidth);
            var values = rest[..Math.Max(output.Length, OutputWidth)];
            rest = rest[values.Length..];
            if (part.Item.Error is null && TensorPrimitives.IsFiniteAll(values))
            {
                values[..output.Length].CopyTo(output);
                continue;
            }

            part.Item.Error = "The model put out a number that is not finite (NaN or infinity) for this input.";
            part.Item.Output.Span.Clear();
        }
    }

    // The first run allocates ONNX Runtime's arenas and compiles our kernels; no caller should wait for that.
    private void WarmUp()
    {
        MeasureRun(Math.Min(SampleTokens, MaxTokens));
        Forget();
    }

    private TimeSpan MeasureRun(int tokens)
    {
        // Other tokens each time, so that none are known already.
        var items = new List<InferenceItem>();
        for (var left = tokens; left > 0; left -= items[^1].TokenIds.Length)
            items.Add(Sample(Math.Min(left, Math.Min(SampleTokens, MaxTokens))));
        var started = TimeProvider.System.GetTimestamp();
        Run(items);
        return TimeProvider.System.GetElapsedTime(started);
    }

    private InferenceItem Sample(int tokens) => new()
    {
        TokenIds = Enumerable.Range(0, tokens).Select(_ => _random.Next(_graph.Vocabulary)).ToArray(),
        ReadPositions = new[] { tokens - 1 },
        Targets = _graph.Head == PackedGraph.TargetHead ? new int[1] : [],
        Output = new float[OutputWidth],
    };

    private void Forget()
    {
        _cache.Forget();
        (_asked, _computed) = (0, 0);
    }
}
