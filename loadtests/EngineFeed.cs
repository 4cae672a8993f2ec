using RewardServer.Inference;
using RewardServer.Inference.Models;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Readouts;
using RewardServer.Tokenization;

namespace RewardServer.LoadTests;

/// <summary>The engine without a server: trajectories encoded beforehand, batched by the server's bounds, run one after the other.</summary>
internal sealed class EngineFeed : IDisposable
{
    private readonly InferenceOptions _options = new() { PrefixCacheBytes = 0 };
    private readonly IInferenceEngine _engine;
    private readonly Encoder _encoder;
    private readonly IStepReadout _readout;

    public EngineFeed(string modelFolder)
    {
        var folder = ModelFolder.Open(modelFolder);
        var manifest = folder.Manifest;
        _encoder = new(modelFolder);
        _readout = StepReadouts.Create(manifest.Readout, manifest.Graph.Outputs);
        _engine = InferenceEngines.Load(folder, _options);
    }

    public string Device => _engine.Device;

    public InferenceItem[] Encode(IEnumerable<Trajectory> trajectories) => [.. trajectories.Select(trajectory =>
    {
        var input = _encoder.Encode(trajectory);
        return new InferenceItem
        {
            TokenIds = input.TokenIds,
            ReadPositions = input.ReadPositions,
            Output = new float[input.ReadPositions.Length * _engine.OutputWidth],
        };
    })];

    /// <summary>Runs all items and says how long it took.</summary>
    public TimeSpan Run(InferenceItem[] items)
    {
        var batches = Batches(items);
        var started = TimeProvider.System.GetTimestamp();
        foreach (var batch in batches)
            _engine.Run(batch);
        return TimeProvider.System.GetElapsedTime(started);
    }

    /// <summary>The step scores of items that ran.</summary>
    public float[] Scores(IEnumerable<InferenceItem> items) =>
        [.. items.SelectMany(item => _readout.ReadAll(item.Output.Span, _engine.OutputWidth).Value)];

    public void Dispose() => _engine.Dispose();

    private List<ArraySegment<InferenceItem>> Batches(InferenceItem[] items)
    {
        List<ArraySegment<InferenceItem>> batches = [];
        for (var (start, end) = (0, 0); start < items.Length; start = end)
        {
            for (var tokens = 0; end < items.Length && end - start < _options.MaxBatchSequences; end++)
            {
                tokens += items[end].TokenIds.Length;
                if (end > start && tokens > _options.MaxBatchTokens)
                    break;
            }

            batches.Add(new(items, start, end - start));
        }

        return batches;
    }

    /// <summary>Trajectories to token ids, as the server makes them.</summary>
    public sealed class Encoder
    {
        private readonly TrajectoryEncoder _encoder;

        public Encoder(string modelFolder)
        {
            var manifest = ModelFolder.Open(modelFolder).Manifest;
            var tokenizer = HuggingFaceTokenizer.Load(modelFolder);
            var format = TrajectoryFormats.Create(manifest.Format, manifest.Kind, tokenizer.EncodeText, tokenizer.FindToken);
            _encoder = new(format, tokenizer.EncodeText, manifest.MaxTokens);
        }

        public EncodedInput Encode(Trajectory trajectory) => _encoder.Encode(trajectory).Value.Input;
    }
}
