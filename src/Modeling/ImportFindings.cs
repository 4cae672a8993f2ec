using System.Globalization;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling;

/// <summary>Says what an import made of a checkpoint and why, one line each.</summary>
internal static class ImportFindings
{
    public static IReadOnlyList<string> Of(ImportOptions options, string architecture, RewardModelManifest manifest, PlannedFormat planned)
    {
        var (graph, format, readout) = (manifest.Graph, manifest.Format, manifest.Readout);
        List<string> lines =
        [
            $"architecture: {(architecture.Length > 0 ? architecture : "not named")} (config.json)",
            $"head: {graph.Head}, {graph.Outputs.ToString(CultureInfo.InvariantCulture)} outputs{Labels(graph)} ({(options.Head is null ? "from the tensors and the format" : "as given")})",
            $"kind: {manifest.Kind.ToString().ToLowerInvariant()} ({(options.Kind is null ? "what the head and the format are for" : "as given")})",
            $"format: {format.Name} ({planned.Because})",
        ];
        if (planned.LayoutBecause is { } because)
            lines.Add($"layout: {format.Layout} ({because})");
        lines.Add($"readout: {readout.Name} ({(options.Readout is null ? "published for the head" : "as given")})");
        if (manifest.Verifier is { } verifier)
            lines.Add($"verifier: {verifier.Name} (as given)");
        if (manifest.Generation is { } generation)
            lines.Add($"end of message: {(generation.EndIds.Count == 0 ? "no token" : "token " + string.Join(", ", generation.EndIds))} (generation_config.json or config.json)");
        if (StepTag(format) is { } tag)
            lines.Add($"step tag: {tag}");
        return lines;
    }

    private static string Labels(GraphManifest graph) => graph.LabelIds is { } ids ? $", labels {string.Join(" ", ids)}" : "";

    private static string? StepTag(FormatManifest format)
    {
        var content = format.StepTag is { } tag ? $"\"{tag.Replace("\n", "\\n", StringComparison.Ordinal)}\"" : null;
        return format.StepTagId is { } id ? $"token {id.ToString(CultureInfo.InvariantCulture)}{(content is null ? "" : $", {content}")}" : content;
    }
}
