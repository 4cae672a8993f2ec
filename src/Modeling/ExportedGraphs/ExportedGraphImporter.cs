using RewardServer.Modeling.Checkpoints;
using RewardServer.Scoring.Manifests;
using static RewardServer.Modeling.Checkpoints.CheckpointException;

namespace RewardServer.Modeling.ExportedGraphs;

/// <summary>Makes a model folder of an ONNX file that Optimum or torch exported: the graph is copied as it is, the manifest says how to serve it.</summary>
internal static class ExportedGraphImporter
{
    /// <summary>The folder's ONNX file, when that is what there is to import: no safetensors, or none of a family that can be built.</summary>
    public static string? FindFile(CheckpointFolder folder) =>
        ExportedGraph.FindFile(folder) is { } file && !(Checkpoint.IsIn(folder) && ConfigReader.Knows(ExportedConfig.Read(folder).ModelType)) ? file : null;

    /// <summary>Writes the model folder; it appears complete or not at all.</summary>
    public static ImportedModel Import(ImportOptions options, CheckpointFolder folder, string file, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        if (options.Precision is not null || options.Reference is not null || options.Device != "cpu")
            throw new CheckpointException($"{file} is served as it was exported, on any device: precision, device and reference cannot be chosen.");
        var config = ExportedConfig.Read(folder);
        var graph = ExportedGraph.Read(folder, file);
        var (manifest, findings) = Plan(options, folder, config, graph);

        using var staged = new StagedFolder(Path.GetFullPath(Path.Combine(options.Models, manifest.Name)), options.Replace);
        File.Copy(folder.Resolve(file), Path.Combine(staged.Path, manifest.Graph.File));
        foreach (var weights in graph.WeightFiles)
        {
            cancellationToken.ThrowIfCancellationRequested();
            File.Copy(folder.Resolve(weights), Path.Combine(staged.Path, weights));
        }

        CheckpointImporter.WriteTokenizer(folder, staged.Path, options);
        File.WriteAllBytes(Path.Combine(staged.Path, RewardModelManifest.FileName), ManifestJson.Write(manifest));
        progress?.Report(new ImportProgress(1, 1));
        return new ImportedModel(staged.Commit(), manifest, findings);
    }

    private static (RewardModelManifest Manifest, IReadOnlyList<string> Findings) Plan(ImportOptions options, CheckpointFolder folder, ExportedConfig config, ExportedGraph graph)
    {
        var head = options.Head is null
            ? new Graphs.HeadPlan(PackedGraph.ClassifierHead, Outputs(config, graph))
            : HeadPlanner.PlanLanguage(options, config.Architecture, config.Vocabulary);
        var planned = new FormatPlanner(options, folder, config.Vocabulary).Plan(ExportedDefaults.Kind(options, config), ExportedDefaults.Format(options, config));
        var maxTokens = MaxTokens(options, config);
        var manifest = new RewardModelManifest
        {
            Name = CheckpointImporter.CheckName(options.Name ?? folder.Name),
            Kind = ExportedDefaults.Kind(options, config),
            Format = planned.Format,
            Readout = ExportedDefaults.Readout(options, config, head.Outputs),
            Threshold = options.Threshold,
            MaxTokens = maxTokens,
            Graph = new GraphManifest
            {
                Executor = GraphManifest.PaddedExecutor,
                Precision = graph.IsQuantized ? "int8" : "fp32",
                Head = head.Head,
                Outputs = head.Outputs,
                LabelIds = head.LabelIds,
                Vocabulary = config.Vocabulary,
                MaxPositions = maxTokens,
                PadId = config.PadId,
                SegmentEndId = ExportedDefaults.SegmentEnd(options, planned.Format, graph),
            },
            Source = new SourceManifest { Architecture = config.Architecture.Length > 0 ? config.Architecture : null },
        };
        return (manifest, ImportFindings.Of(options, config.Architecture, manifest, planned));
    }

    private static int Outputs(ExportedConfig config, ExportedGraph graph)
    {
        if (graph.Outputs is { } outputs && config.Labels is { } labels && outputs != labels)
            throw new CheckpointException($"config.json declares {labels} labels (num_labels, id2label), but the graph puts out {outputs}.");
        return graph.Outputs ?? config.Labels
            ?? throw new CheckpointException($"Neither {graph.File} nor config.json (num_labels, id2label) says how many numbers the graph puts out; add num_labels.");
    }

    /// <summary>The longest input: what was asked for, or all the model knows positions for.</summary>
    internal static int MaxTokens(ImportOptions options, ExportedConfig config)
    {
        var most = config.MaxPositions ?? options.MaxTokens
            ?? throw new CheckpointException("config.json has no max_position_embeddings; say how long inputs may be (--max-tokens).");
        var wanted = options.MaxTokens ?? most;
        return wanted >= 1 && wanted <= most
            ? wanted
            : throw new CheckpointException($"Inputs of {wanted} tokens are asked for; 1 to {most} are possible ({Quote(config.ModelType)}, max_position_embeddings).");
    }
}
