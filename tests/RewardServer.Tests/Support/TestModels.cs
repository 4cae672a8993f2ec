using RewardServer.Modeling.Checkpoints;
using RewardServer.Models;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Tests.Support;

/// <summary>
/// Model folders of random weights, made once a test run: small enough to be fast, real in everything else. Scores mean nothing,
/// but they depend on every token before the position that is read.
/// </summary>
internal static class TestModels
{
    /// <summary>The longest input of the models, in tokens.</summary>
    public const int MaxTokens = 512;

    private static readonly Lazy<string> LazyRoot = new(() => Directory.CreateTempSubdirectory("rewardserver-tests-").FullName);
    private static readonly Lazy<string> LazyCheckpoint = new(WriteCheckpoint);
    private static readonly Lazy<string> LazyFolder = new(() => Import("models", "tiny-prm"));
    private static readonly Lazy<string> LazyPair = new(() =>
    {
        Import("pair", "first");
        return Import("pair", "second");
    });

    static TestModels() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        if (LazyRoot.IsValueCreated)
            Directory.Delete(LazyRoot.Value, recursive: true);
    };

    /// <summary>A folder of one model, tiny-prm.</summary>
    public static string One => Path.GetDirectoryName(LazyFolder.Value)!;

    /// <summary>A folder of two models, first and second.</summary>
    public static string Two => Path.GetDirectoryName(LazyPair.Value)!;

    /// <summary>The checkpoint they were imported from.</summary>
    public static string Checkpoint => LazyCheckpoint.Value;

    /// <summary>A new empty folder that is gone when the run is over.</summary>
    public static string NewFolder() => Directory.CreateDirectory(Path.Combine(LazyRoot.Value, Path.GetRandomFileName())).FullName;

    private static string WriteCheckpoint()
    {
        var folder = Path.Combine(LazyRoot.Value, "tiny-checkpoint");
        SyntheticCheckpoint.Write(folder, new SyntheticDecoder
        {
            HiddenSize = 64,
            IntermediateSize = 128,
            Layers = 2,
            Heads = 4,
            KvHeads = 2,
            Vocabulary = 768,
            MaxPositions = MaxTokens,
        });
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", "tokenizer")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }

    private static string Import(string group, string name) => Importing.Run(
        new() { Checkpoint = Checkpoint, Models = Path.Combine(LazyRoot.Value, group), Name = name, Format = new FormatManifest { Name = "qwen-prm" } },
        null,
        CancellationToken.None).Folder;
}
