using RewardServer.Inference.Devices;
using RewardServer.Inference.Models;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Padded;

/// <summary>
/// Runs a graph made elsewhere. A <c>stable</c> model's runs hold sequences of one length, so that there is no padding to depend on, or
/// a single sequence where loading finds that company changes bits; a <c>fast</c> model's runs are filled up.
/// </summary>
internal sealed class PaddedEngine : IInferenceEngine
{
    // A row over a vocabulary for each token of a run must not fill the memory: 64 M numbers are 256 MiB.
    private const int MaxNumbersPerRun = 64 << 20;

    private readonly PaddedSession _session;
    private readonly PaddedHead _head;
    private readonly ItemCheck _check;
    private readonly GraphManifest _graph;
    private readonly int _maxRunTokens;
    private readonly bool _pads;
    private readonly bool _runsAlone;

    /// <summary>Loads the folder's graph, runs it once, and holds it to its manifest.</summary>
    public PaddedEngine(ModelFolder folder, InferenceOptions options)
    {
        _graph = folder.Manifest.Graph;
        MaxTokens = Math.Min(folder.Manifest.MaxTokens, _graph.MaxPositions);
        var maxBatchTokens = Math.Max(options.MaxBatchTokens, MaxTokens);
        _check = new ItemCheck(_graph, MaxTokens);
        _head = new PaddedHead(_graph);
        _session = new PaddedSession(folder, options);
        try
        {
            var rows = _session.Run(new([PaddingProbe.Item(_graph, Math.Min(3, MaxTokens), 0)], PadId, _graph.SegmentEndId));
            _head.Require(rows);
            _maxRunTokens = rows.IsPooled ? maxBatchTokens : Math.Min(maxBatchTokens, Math.Max(1, MaxNumbersPerRun / rows.Width));
            // Only a mask can hide padding.
            _pads = _graph.Determinism == "fast" && _session.HasMask;
            _runsAlone = _graph.Determinism == "stable" && Probe(folder) == ProbeResult.DependsOnCompany;
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
    public int OutputWidth => _graph.Outputs;

    /// <inheritdoc/>
    public string Device => _runsAlone ? _session.Device + ", one sequence a run" : _session.Device;

    /// <inheritdoc/>
    public DeviceChoice DeviceChoice => _session.DeviceChoice;

    private int PadId => _graph.PadId ?? 0;

    /// <inheritdoc/>
    public void Run(IReadOnlyList<InferenceItem> items)
    {
        _check.Require(items);
        int[] lengths = [.. items.Select(item => item.TokenIds.Length)];
        foreach (var group in PaddedGroups.Form(lengths, _runsAlone ? 1 : _maxRunTokens, _pads))
            RunGroup(Array.ConvertAll(group, i => items[i]));
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private ProbeResult Probe(ModelFolder folder)
    {
        var result = PaddingProbe.Try(RunGroup, _graph, MaxTokens, _maxRunTokens);
        return result != ProbeResult.NotRepeatable
            ? result
            : throw new InferenceException($"The graph in '{folder.FolderPath}' put out other numbers when the same tokens were run again: it draws random numbers (was it exported with dropout on?), and its manifest says that it is stable. Export it for inference, or set graph.determinism to \"fast\" in {RewardModelManifest.FileName}.");
    }

    private void RunGroup(InferenceItem[] group)
    {
        var rows = _session.Run(new(group, PadId, _graph.SegmentEndId));
        _head.Require(rows);
        for (var s = 0; s < group.Length; s++)
        {
            group[s].ComputedTokens = group[s].TokenIds.Length;
            _head.HandOut(group[s], rows, s);
        }
    }
}
