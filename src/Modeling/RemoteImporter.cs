using RewardServer.Modeling.Checkpoints;
using RewardServer.Modeling.ExportedGraphs;
using RewardServer.Scoring;
using RewardServer.Scoring.Formats;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Modeling;

/// <summary>Makes a model folder without a graph, for a verifier whose text another server writes: of config.json and tokenizer, whatever the architecture.</summary>
internal static class RemoteImporter
{
    /// <summary>Writes the model folder; it appears complete or not at all.</summary>
    public static ImportedModel Import(ImportOptions options, CheckpointFolder folder)
    {
        if (options.Verifier is null)
            throw new CheckpointException("A remote model writes text, and nothing says how that is asked for and read; name a verifier (--verifier).");
        if (options.Precision is not null || options.Reference is not null || options.Device != "cpu")
            throw new CheckpointException("A remote model is computed by another server: precision, device and reference cannot be chosen.");
        var config = ExportedConfig.Read(folder);
        var planned = new FormatPlanner(options, folder, config.Vocabulary).Plan(RewardModelKind.Generative, new() { Name = TrajectoryFormats.Chat });
        var maxTokens = ExportedGraphImporter.MaxTokens(options, config);
        var manifest = new RewardModelManifest
        {
            Name = CheckpointImporter.CheckName(options.Name ?? folder.Name),
            Kind = RewardModelKind.Generative,
            Format = planned.Format,
            Readout = options.Readout ?? new() { Name = "verdict", Positive = 0 },
            Threshold = options.Threshold,
            Verifier = options.Verifier,
            Generation = GenerationConfig.Read(folder, config.Vocabulary),
            MaxTokens = maxTokens,
            Graph = new GraphManifest
            {
                Executor = GraphManifest.RemoteExecutor,
                Determinism = "fast",
                Head = PackedGraph.NextTokenHead,
                Outputs = config.Vocabulary,
                Vocabulary = config.Vocabulary,
                MaxPositions = maxTokens,
            },
            Source = new SourceManifest { Architecture = config.Architecture.Length > 0 ? config.Architecture : null },
        };

        using var staged = new StagedFolder(Path.GetFullPath(Path.Combine(options.Models, manifest.Name)), options.Replace);
        CheckpointImporter.WriteTokenizer(folder, staged.Path, options);
        File.WriteAllBytes(Path.Combine(staged.Path, RewardModelManifest.FileName), ManifestJson.Write(manifest));
        return new ImportedModel(staged.Commit(), manifest, ImportFindings.Of(options, config.Architecture, manifest, planned));
    }
}
