using RewardServer.Modeling.Architectures;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling.ExportedGraphs;

/// <summary>What an exported model means when nobody says otherwise: from the architecture's name, the labels and the tokenizer's tokens.</summary>
internal static class ExportedDefaults
{
    /// <summary>What it judges.</summary>
    public static RewardModelKind Kind(ImportOptions options, ExportedConfig config) =>
        options.Kind ?? (ReadsSteps(options, config) ? RewardModelKind.Process : RewardModelKind.Outcome);

    /// <summary>The layout: two segments for tokenizers that separate them, unless the model is read at each step.</summary>
    public static FormatManifest Format(ImportOptions options, ExportedConfig config)
    {
        if (options.Format is { } given)
            return given;
        if (ReadsSteps(options, config))
            return new() { Name = options.Head is null ? TrajectoryFormats.Pure : TrajectoryFormats.Plain };
        if (config.IsRoberta && Has(options, "<s>") && Has(options, "</s>"))
            return new() { Name = TrajectoryFormats.CrossEncoder, BosToken = "<s>", EosToken = "</s>" };
        return new() { Name = Has(options, "[CLS]") && Has(options, "[SEP]") ? TrajectoryFormats.CrossEncoder : TrajectoryFormats.Plain };
    }

    /// <summary>How outputs become a score.</summary>
    public static ReadoutManifest Readout(ImportOptions options, ExportedConfig config, int outputs)
    {
        if (options.Readout is { } given)
            return given;
        if (options.Head is not null)
            return new() { Name = options.Head == PackedGraph.LabelLogProbabilityHead ? "probability" : outputs == 1 ? "identity" : "softmax", Positive = 0, Negative = 1 };
        if (outputs == 1)
            return new() { Name = "identity", Positive = 0 };
        if (config.ProblemType is "regression" or "multi_label_classification")
            throw new CheckpointException($"config.json: problem_type '{config.ProblemType}' with {outputs} outputs gives several numbers and not one score; write a readout for it into {RewardModelManifest.FileName}, or export the output that is wanted.");
        return ReadsSteps(options, config) ? new() { Name = "softmax-difference" } : new() { Name = "softmax" };
    }

    /// <summary>The id behind which the second segment begins.</summary>
    public static int? SegmentEnd(ImportOptions options, FormatManifest format, ExportedGraph graph) =>
        graph.HasTokenTypes && format.Name == TrajectoryFormats.CrossEncoder ? options.FindToken?.Invoke(format.EosToken ?? "[SEP]") : null;

    private static bool ReadsSteps(ImportOptions options, ExportedConfig config) =>
        options.Head is not null || config.Architecture.EndsWith(ArchitectureTasks.TokenClassification, StringComparison.Ordinal);

    private static bool Has(ImportOptions options, string token) => options.FindToken?.Invoke(token) is not null;
}
