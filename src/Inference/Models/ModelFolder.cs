using System.Text.Json;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Models;

/// <summary>
/// A model folder that was checked: its manifest reads, its graph refers to files inside the folder only, and none of its
/// files is a link.
/// </summary>
public sealed class ModelFolder
{
    // What protobuf can hold: graphs made elsewhere keep their weights inside, ours in other files.
    private const long MaxGraphBytes = int.MaxValue;

    private const string TokenizerFile = "tokenizer.json";

    private ModelFolder(string path, RewardModelManifest manifest)
    {
        FolderPath = path;
        Manifest = manifest;
        GraphPath = Path.Combine(path, manifest.Graph.File);
    }

    /// <summary>Full path of the folder.</summary>
    public string FolderPath { get; }

    /// <summary>What <c>reward.json</c> says.</summary>
    public RewardModelManifest Manifest { get; }

    /// <summary>Full path of the graph; a <see cref="IsRemote"/> model has none.</summary>
    public string GraphPath { get; }

    /// <summary>Whether another server computes: the folder has a manifest and a tokenizer only.</summary>
    public bool IsRemote => Manifest.Graph.Executor == GraphManifest.RemoteExecutor;

    /// <summary>Full path of <c>tokenizer.json</c>, which may be absent in folders that only compute.</summary>
    public string TokenizerPath => Path.Combine(FolderPath, TokenizerFile);

    /// <summary>SHA-256 of <c>tokenizer.json</c>; null when it is absent.</summary>
    public string? TokenizerDigest => ModelFiles.Digest(TokenizerPath);

    /// <summary>Names inside the folder of the files that hold the graph's weights, sorted.</summary>
    public IReadOnlyList<string> WeightFiles { get; private init; } = [];

    /// <summary><c>sha256:</c> and 64 hex digits over manifest, graph, weights and tokenizer: what the scores depend on.</summary>
    public string Fingerprint { get; private init; } = "";

    /// <summary>The reference model of an implicit process reward model; null for every other.</summary>
    public ModelFolder? Reference { get; private init; }

    /// <summary>Opens and checks a folder; throws <see cref="InferenceException"/> that names the file at fault.</summary>
    public static ModelFolder Open(string path)
    {
        var root = Path.GetFullPath(path);
        if (!Directory.Exists(root))
            throw new InferenceException($"There is no model folder at '{root}'. Import one: rewardserver import <checkpoint folder> --out '{root}'.");
        var manifest = ReadManifest(root);
        if (manifest.Graph.Executor == GraphManifest.RemoteExecutor)
            return new ModelFolder(root, manifest) { Fingerprint = ModelFiles.Fingerprint(root, Files(root, [RewardModelManifest.FileName])) };
        var graph = ReadGraph(root, manifest.Graph.File);
        var weights = ExternalDataScan.Locations(graph);
        foreach (var file in weights)
            ModelFiles.RequireInside(root, file, "the graph's weight file");
        var reference = manifest.Implicit is { } pair ? OpenReference(root, manifest, pair.Reference) : null;
        var files = Files(root, [RewardModelManifest.FileName, manifest.Graph.File, .. weights]);
        var fingerprint = ModelFiles.Fingerprint(root, files);
        return new ModelFolder(root, manifest)
        {
            WeightFiles = [.. weights],
            Reference = reference,
            Fingerprint = reference is null ? fingerprint : ModelFiles.Combine(fingerprint, reference.Fingerprint),
        };
    }

    /// <summary>Full path of a folder inside another: its name relative, without <c>..</c>, and nothing on the way a link.</summary>
    /// <exception cref="InferenceException">It is none of that, or is not there.</exception>
    public static string FindInside(string root, string name)
    {
        var path = ModelFiles.PathInside(Path.GetFullPath(root), name, "the model");
        return Directory.Exists(path) ? path : throw new InferenceException($"'{root}' holds no folder '{name}'.");
    }

    /// <summary>Opens the second model of a pair, which must read the same tokens.</summary>
    private static ModelFolder OpenReference(string root, RewardModelManifest policy, string name)
    {
        if (name.Length == 0 || name is "." or ".." || name.AsSpan().IndexOfAny("/\\:\0") >= 0)
            throw new InferenceException($"The manifest's implicit.reference '{name}' must be the name of a folder inside the model folder '{root}'.");
        var path = Path.Combine(root, name);
        if (!Directory.Exists(path))
            throw new InferenceException($"'{root}' is an implicit model and its reference '{name}' is missing; import the pair again: rewardserver import <policy> --reference <checkpoint>.");
        if (new DirectoryInfo(path).LinkTarget is not null)
            throw new InferenceException($"'{path}' is a link; a reference model lies inside its model folder.");
        var reference = Open(path);
        if (reference.Manifest is not { Graph.Head: PackedGraph.TargetHead, Implicit: null })
            throw new InferenceException($"'{path}' is no reference model: it must have the head '{PackedGraph.TargetHead}' and no implicit section of its own; import the pair again.");
        if (reference.Manifest.MaxTokens < policy.MaxTokens)
            throw new InferenceException($"'{path}' takes {reference.Manifest.MaxTokens} tokens and its policy {policy.MaxTokens}; set max_tokens of both to what both take.");
        if (ModelFiles.Digest(Path.Combine(root, TokenizerFile)) is not { } own || own != ModelFiles.Digest(reference.TokenizerPath))
            throw new InferenceException($"The tokenizers of '{root}' and its reference '{name}' differ (SHA-256 of {TokenizerFile}); log-ratios need the same tokens, so the pair cannot be used.");
        return reference;
    }

    private static IEnumerable<string> Files(string root, IEnumerable<string> files) =>
        File.Exists(Path.Combine(root, TokenizerFile)) ? files.Append(TokenizerFile) : files;

    private static RewardModelManifest ReadManifest(string root)
    {
        var file = ModelFiles.RequireInside(root, RewardModelManifest.FileName, "the manifest");
        try
        {
            var manifest = ManifestJson.Parse(File.ReadAllBytes(file));
            ManifestCheck.Require(manifest);
            return manifest;
        }
        catch (JsonException e)
        {
            throw new InferenceException($"'{file}' is not a valid manifest: {e.Message}", e);
        }
    }

    private static byte[] ReadGraph(string root, string name)
    {
        var file = ModelFiles.RequireInside(root, name, "the graph");
        if (new FileInfo(file).Length > MaxGraphBytes)
            throw new InferenceException($"'{file}' is larger than 2 GiB, which no ONNX file can be; weights belong in external data files. Export the model again.");
        return File.ReadAllBytes(file);
    }
}
