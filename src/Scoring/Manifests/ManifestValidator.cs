using System.Text.RegularExpressions;
using RewardServer.Scoring.Aggregation;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Preferences;
using RewardServer.Scoring.Readouts;

namespace RewardServer.Scoring.Manifests;

/// <summary>Finds everything wrong with a manifest that can be seen without the model's other files.</summary>
public static partial class ManifestValidator
{
    /// <summary>Every problem, each with its field and what to do; empty when the manifest is sound.</summary>
    public static IReadOnlyList<string> Validate(RewardModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        List<string> problems = [];
        CheckModel(manifest, problems);
        problems.AddRange(TrajectoryFormats.Check(manifest.Format, manifest.Kind));
        if (manifest.Format.StepTagId >= manifest.Graph.Vocabulary)
            problems.Add($"format.step_tag_id is {manifest.Format.StepTagId}; the graph's vocabulary ends at {manifest.Graph.Vocabulary - 1}.");
        if (manifest.Kind != RewardModelKind.Generative)
            CheckReadout(manifest, problems);
        else
            CheckScale(manifest, RewardScale.Probability, problems);
        problems.AddRange(GenerativeVerifiers.Check(manifest));
        FormatReadoutChecks.Check(manifest, problems);
        CheckGraph(manifest.Graph, problems);
        if (manifest.Graph.Executor == GraphManifest.RemoteExecutor && manifest.Kind != RewardModelKind.Generative)
            problems.Add($"graph.executor '{GraphManifest.RemoteExecutor}' brings back text, which only kind 'generative' reads; this one is '{manifest.Kind}'.");
        CheckHead(manifest.Graph, problems);
        ImplicitChecks.Check(manifest, problems);
        return problems;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ModelName();

    private static void CheckModel(RewardModelManifest manifest, List<string> problems)
    {
        if (manifest.SchemaVersion != 1)
            problems.Add($"schema_version is {manifest.SchemaVersion}; this program reads version 1.");
        if (!ModelName().IsMatch(manifest.Name))
            problems.Add($"name '{manifest.Name}' is not a model name: 1 to 128 characters of A-Z a-z 0-9 . _ -, not starting with a dot.");
        if (manifest.MaxTokens < 1 || manifest.MaxTokens > manifest.Graph.MaxPositions)
            problems.Add($"max_tokens is {manifest.MaxTokens}; it must be at least 1 and at most graph.max_positions ({manifest.Graph.MaxPositions}).");
    }

    private static void CheckReadout(RewardModelManifest manifest, List<string> problems)
    {
        var isPreference = manifest.Kind == RewardModelKind.Preference;
        var readout = isPreference
            ? PreferenceReadouts.Check(manifest.Readout, manifest.Graph.Outputs)
            : StepReadouts.Check(manifest.Readout, manifest.Graph.Outputs);
        problems.AddRange(readout);
        if (manifest.Readout.Name == StepReadouts.Probability && manifest.Graph.Head != PackedGraph.LabelLogProbabilityHead)
            problems.Add($"readout.name '{StepReadouts.Probability}' reads log-probabilities, which the head '{PackedGraph.LabelLogProbabilityHead}' puts out; this one is '{manifest.Graph.Head}'.");
        if (isPreference && manifest.Threshold is not null)
            problems.Add("threshold has no meaning for a preference model; remove it.");
        if (!isPreference && readout.Count == 0)
            CheckScale(manifest, StepReadouts.ScaleOf(manifest.Readout.Name), problems);
    }

    private static void CheckScale(RewardModelManifest manifest, RewardScale scale, List<string> problems)
    {
        if (RewardAggregators.Create(manifest.Aggregation, scale).Error is { } aggregation)
            problems.Add($"aggregation: {aggregation.Message}");
        if (manifest.Threshold is { } threshold && !scale.Contains(threshold))
            problems.Add($"threshold is {threshold}; it must be a finite number on the readout's scale, {scale.Describe()}.");
    }

    private static void CheckGraph(GraphManifest graph, List<string> problems)
    {
        if (graph.File.Length == 0 || graph.File is "." or ".." || graph.File.AsSpan().IndexOfAny("/\\:\0") >= 0)
            problems.Add($"graph.file '{graph.File}' must be the name of a file inside the model folder.");
        RequireOneOf("graph.executor", graph.Executor, [GraphManifest.PackedExecutor, GraphManifest.PaddedExecutor, GraphManifest.RemoteExecutor], problems);
        RequireOneOf("graph.device", graph.Device, ["cpu", "cuda"], problems);
        RequireOneOf("graph.precision", graph.Precision, ["fp32", "int8", "fp16"], problems);
        RequireOneOf("graph.determinism", graph.Determinism, ["stable", "fast"], problems);
        if (graph is { Precision: "fp16", Device: "cpu" })
            problems.Add("graph.precision fp16 runs on graph.device cuda only; use fp32 or int8 on cpu.");
        RequirePositive("graph.outputs", graph.Outputs, problems);
        RequirePositive("graph.vocabulary", graph.Vocabulary, problems);
        RequirePositive("graph.max_positions", graph.MaxPositions, problems);
        if (graph is { Executor: GraphManifest.RemoteExecutor, Determinism: not "fast" })
            problems.Add("graph.determinism must be fast where graph.executor is remote: nobody here can promise what another server's batches do.");
        if (graph.Executor is GraphManifest.PaddedExecutor or GraphManifest.RemoteExecutor)
            CheckNotPacked(graph, problems);
        else
            CheckPacked(graph, problems);
    }

    private static void CheckPacked(GraphManifest graph, List<string> problems)
    {
        RequirePositive("graph.layers", graph.Layers, problems);
        RequirePositive("graph.kv_heads", graph.KvHeads, problems);
        RequirePositive("graph.head_dim", graph.HeadDim, problems);
        foreach (var (field, value) in new[] { ("pad_id", graph.PadId), ("segment_end_id", graph.SegmentEndId) })
        {
            if (value is not null)
                problems.Add($"graph.{field} has no meaning for the executor '{graph.Executor}'; remove it.");
        }
    }

    private static void CheckNotPacked(GraphManifest graph, List<string> problems)
    {
        foreach (var (field, value) in new[] { ("layers", graph.Layers), ("kv_heads", graph.KvHeads), ("head_dim", graph.HeadDim) })
        {
            if (value != 0)
                problems.Add($"graph.{field} has no meaning for the executor '{graph.Executor}'; remove it.");
        }

        foreach (var (field, value) in new[] { ("pad_id", graph.PadId), ("segment_end_id", graph.SegmentEndId) })
        {
            if (value < 0 || value >= graph.Vocabulary)
                problems.Add($"graph.{field} is {value}; it must lie in the vocabulary, 0 to {graph.Vocabulary - 1}.");
        }
    }

    private static void CheckHead(GraphManifest graph, List<string> problems)
    {
        RequireOneOf("graph.head", graph.Head, graph.Executor == GraphManifest.PaddedExecutor ? PaddedGraph.Heads : PackedGraph.Heads, problems);
        if (graph.Head is PackedGraph.ValueHead or PackedGraph.TargetHead && graph.Outputs != 1)
            problems.Add($"graph.outputs is {graph.Outputs}; the head '{graph.Head}' puts out 1.");

        var hasLabels = graph.Head is PackedGraph.LabelTokensHead or PackedGraph.LabelLogProbabilityHead;
        if (hasLabels && graph.LabelIds?.Count != graph.Outputs)
            problems.Add($"graph.label_ids lists {graph.LabelIds?.Count ?? 0} tokens; the head '{graph.Head}' needs one for each of its {graph.Outputs} outputs.");
        if (!hasLabels && graph.LabelIds is not null)
            problems.Add($"graph.label_ids has no meaning for the head '{graph.Head}'; remove it.");
        if (graph.LabelIds is { } labels && labels.Any(id => id < 0 || id >= graph.Vocabulary))
            problems.Add($"graph.label_ids must lie in the vocabulary, 0 to {graph.Vocabulary - 1}.");
    }

    private static void RequireOneOf(string field, string value, IReadOnlyList<string> known, List<string> problems)
    {
        if (!known.Contains(value))
            problems.Add($"{field} '{value}' is unknown; known are {string.Join(", ", known)}.");
    }

    private static void RequirePositive(string field, int value, List<string> problems)
    {
        if (value < 1)
            problems.Add($"{field} is {value}; it must be at least 1.");
    }
}
