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
    private readonly List<InferenceItem> _waiting = [];
    private long _asked;
    private long _computed;

    /// <summary>Loads the folder's graph on the device the options name, and runs it once.</summary>
    public PackedEngine(ModelFolder folder, InferenceOptions options)
    {
        var graph = _graph = folder.Manifest.Graph;
        MaxTokens = Math.Min(folder.Manifest.MaxTokens, graph.MaxPositions);
        OutputWidth = graph.Outputs;
        var maxBatchTokens = Math.Max(options.MaxBatchTokens, MaxTokens);
        _check = new ItemCheck(graph, MaxTokens);
        // Not on CUDA: its memory is not at hand for copying blocks, and that its attention writes all tokens of a run before it reads any is not tried.
        var kept = graph.Device == "cpu" ? options.PrefixCacheBytes / PagedKeyValueCache.BytesOfBlock(graph) : 0;
        _session = new PackedSession(folder, options, checked((int)(PagedKeyValueCache.BlocksFor(maxBatchTokens, options.MaxBatchSequences) + kept)));
        try
        {
            SharesBeginnings = kept > 0;
            _cache = new PrefixCache(_session.Blocks, SharesBeginnings, _session.CopyBlock);
            _batch = new PackedBatch(graph, _cache, maxBatchTokens, options.MaxBatchSequences);
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
        _waiting.AddRange(items);
        while (_waiting.Count > 0)
            RunNext();
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
            HandOut(_batch.Items);
        }
        finally
        {
            _batch.Release(isComputed);
        }
    }

    private void HandOut(IReadOnlyList<InferenceItem> items)
    {
        var rest = _batch.Tensors.Output;
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            Volatile.Write(ref _asked, _asked + item.TokenIds.Length);
            Volatile.Write(ref _computed, _computed + item.ComputedTokens);
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
