using System.Collections.Concurrent;
using RewardServer.Modeling;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Models;
using RewardServer.Scoring;
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

    private static readonly ConcurrentDictionary<int, Lazy<string>> Languages = new();
    private static readonly Lazy<string> LazyComparing = new(ImportComparing);
    private static readonly Lazy<string> LazyWriting = new(ImportWriting);
    private static readonly Lazy<string> LazyImplicit = new(() => ImportPair("implicit", "tiny-implicit", Language(1), Language(2), new() { Beta = 0.5 }));

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

    /// <summary>A folder of one implicit pair, tiny-implicit: cumulative, beta 0.5.</summary>
    public static string Implicit => Path.GetDirectoryName(LazyImplicit.Value)!;

    /// <summary>A checkpoint of a language model.</summary>
    public static string Language(int seed) => Languages.GetOrAdd(
        seed, _ => new(() => WriteCheckpoint(Path.Combine(LazyRoot.Value, $"language-{seed}"), seed, isLanguageModel: true))).Value;

    /// <summary>A folder of four models that compare or cannot: <c>outcome</c>, <c>gpm</c>, <c>label-pair</c> and <c>process</c>.</summary>
    public static string Comparing => LazyComparing.Value;

    /// <summary>A folder of three models that write: <c>gen-rm</c>, whose yes and no are the tokens a and b, <c>step-check</c> and <c>rm-r1</c>, whose texts mean nothing.</summary>
    public static string Writing => LazyWriting.Value;

    /// <summary>Imports a policy and its reference as rewardserver import does.</summary>
    public static string ImportPair(string group, string name, string policy, string reference, ImplicitManifest pair) => Importing.Run(
        new()
        {
            Checkpoint = policy,
            Reference = reference,
            Implicit = pair,
            Head = PackedGraph.TargetHead,
            Models = Path.Combine(LazyRoot.Value, group),
            Name = name,
            Format = new FormatManifest { Name = "eurus-prm", Layout = "qwen2.5" },
        },
        null,
        CancellationToken.None).Folder;

    private static string ImportComparing()
    {
        var models = Path.Combine(LazyRoot.Value, "comparing");
        ImportOptions[] all =
        [
            new() { Checkpoint = Checkpoint, Models = models, Name = "outcome", Kind = RewardModelKind.Outcome, Format = new() { Name = "plain" }, Readout = new() { Name = "softmax" } },
            new() { Checkpoint = Checkpoint, Models = models, Name = "gpm", Kind = RewardModelKind.Preference, Format = new() { Name = "chat", Layout = "qwen2.5" }, Readout = new() { Name = "general-preference" } },
            new()
            {
                Checkpoint = Language(1), Models = models, Name = "label-pair", Kind = RewardModelKind.Preference, Head = PackedGraph.LabelTokensHead, LabelIds = [10, 11],
                Format = new() { Name = "pair-preference", Layout = "qwen2.5" }, Readout = new() { Name = "label-pair", Positive = 0, Negative = 1 },
            },
            new() { Checkpoint = Checkpoint, Models = models, Name = "process", Format = new() { Name = "qwen-prm" } },
        ];
        foreach (var options in all)
            Importing.Run(options, null, CancellationToken.None);
        return models;
    }

    private static string ImportWriting()
    {
        var models = Path.Combine(LazyRoot.Value, "writing");
        VerifierManifest[] verifiers = [new() { Name = "gen-rm", YesTokens = ["a"], NoTokens = ["b"] }, new() { Name = "step-check", YesTokens = ["a"], NoTokens = ["b"] }, new() { Name = "rm-r1" }];
        foreach (var verifier in verifiers)
            Importing.Run(new() { Checkpoint = Language(1), Models = models, Name = verifier.Name, Verifier = verifier, Format = new() { Name = "chat", Layout = "raw" } }, null, CancellationToken.None);
        return models;
    }

    private static string WriteCheckpoint() => WriteCheckpoint(Path.Combine(LazyRoot.Value, "tiny-checkpoint"), seed: 1, isLanguageModel: false);

    private static string WriteCheckpoint(string folder, int seed, bool isLanguageModel)
    {
        SyntheticCheckpoint.Write(folder, new SyntheticDecoder
        {
            Seed = seed,
            IsLanguageModel = isLanguageModel,
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
