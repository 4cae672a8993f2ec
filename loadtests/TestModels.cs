using RewardServer.Inference.Models;
using RewardServer.Measuring;
using RewardServer.Modeling;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Scoring;
using RewardServer.Scoring.Manifests;
using RewardServer.Tokenization;

namespace RewardServer.LoadTests;

/// <summary>The models the scenarios run on.</summary>
internal static class TestModels
{
    /// <summary>Layers of the heavy model: enough work a token that the engine is what is busy, and few enough to be quick.</summary>
    private const int HeavyLayers = 4;

    /// <summary>The folder of the bundled process reward model.</summary>
    public static string Bundled()
    {
        var models = Path.Combine(Report.Repository, "models");
        string[] folders = Directory.Exists(models) ? Directory.GetDirectories(models) : [];
        return folders.Order(StringComparer.Ordinal).FirstOrDefault(IsProcessModel)
            ?? throw new DirectoryNotFoundException($"There is no process reward model in {models}; make the bundled one first (see models/README.md).");
    }

    /// <summary>
    /// Random weights in the shape of Qwen2.5-0.5B's layers, with the bundled model's tokenizer and format, so that both take the
    /// same input. Made anew each time, below artifacts/.
    /// </summary>
    public static string Heavy()
    {
        var bundled = Bundled();
        var folder = Path.Combine(Report.Repository, "artifacts", "loadtests");
        var checkpoint = Path.Combine(folder, "checkpoint");
        SyntheticCheckpoint.Write(checkpoint, new()
        {
            Layers = HeavyLayers,
            Vocabulary = HuggingFaceTokenizer.Load(bundled).VocabularySize,
            MaxPositions = 2048,
        });
        return CheckpointImporter.Import(new()
        {
            Checkpoint = checkpoint,
            Models = Path.Combine(folder, "models"),
            Name = $"qwen2-0.5b-shaped-{HeavyLayers}-layers",
            Format = ModelFolder.Open(bundled).Manifest.Format,
            WriteTokenizer = target => HuggingFaceTokenizer.Load(bundled).Save(target),
            Replace = true,
        }).Folder;
    }

    private static bool IsProcessModel(string folder)
    {
        var manifest = Path.Combine(folder, RewardModelManifest.FileName);
        return File.Exists(manifest) && ManifestJson.Parse(File.ReadAllBytes(manifest)).Kind == RewardModelKind.Process;
    }
}
