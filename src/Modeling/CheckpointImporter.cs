using Google.Protobuf;
using RewardServer.Modeling.Architectures;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Modeling.ExportedGraphs;
using RewardServer.Modeling.Graphs;
using RewardServer.Scoring.Manifests;
using static RewardServer.Modeling.Checkpoints.CheckpointException;

namespace RewardServer.Modeling;

/// <summary>
/// Turns a Hugging Face checkpoint folder into a model folder: manifest, packed graph, weights and tokenizer. Of a folder with an exported
/// ONNX file, and no safetensors of a family that can be built, the graph is taken as it is.
/// </summary>
public static class CheckpointImporter
{
    private const string WeightsFileName = "graph.onnx.data";
    private const string TokenizerFileName = "tokenizer.json";
    private const int MaxNameLength = 128;

    // Rotary tables take 8 bytes a position and pair; more than the default is asked for explicitly.
    private const int DefaultMaxTokens = 32_768;
    private const int MostTokens = 1 << 20;

    /// <summary>
    /// Imports a checkpoint. Weights are streamed: memory is needed for about one tensor at most. The model folder appears complete or
    /// not at all.
    /// </summary>
    /// <exception cref="CheckpointException">The checkpoint is malformed or not supported, an option does not fit it, or the target exists.</exception>
    /// <exception cref="IOException">A file could not be read or written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing is left behind.</exception>
    public static ImportedModel Import(ImportOptions options, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);

        // :: Step 1: read what the checkpoint says of itself, and check every tensor against it
        var folder = new CheckpointFolder(options.Checkpoint);
        if (options.IsRemote)
            return RemoteImporter.Import(options, folder);
        if (ExportedGraphImporter.FindFile(folder) is { } exported)
            return ExportedGraphImporter.Import(options, folder, exported, progress, cancellationToken);
        var config = ConfigReader.Read(folder);
        using var checkpoint = Checkpoint.Open(folder);
        var tensors = DecoderTensors.Find(checkpoint, config);

        // :: Step 2: decide what to build
        var (manifest, findings) = Plan(options, folder, config, tensors);

        // :: Step 3: write everything beside the target
        using var staged = new StagedFolder(Path.GetFullPath(Path.Combine(options.Models, manifest.Name)), options.Replace);
        var counter = new WeightCounter(progress, tensors);
        using (var weights = new WeightWriter(checkpoint, Path.Combine(staged.Path, WeightsFileName), counter, cancellationToken))
            WriteGraph(Path.Combine(staged.Path, manifest.Graph.File), config, tensors, manifest, weights);
        WriteTokenizer(folder, staged.Path, options);
        File.WriteAllBytes(Path.Combine(staged.Path, RewardModelManifest.FileName), ManifestJson.Write(manifest));
        ImportReference(options, manifest, staged.Path, progress, cancellationToken);

        // :: Step 4: show it to the world
        cancellationToken.ThrowIfCancellationRequested();
        return new ImportedModel(staged.Commit(), manifest, findings);
    }

    /// <summary>The reference of a pair, inside the folder of its policy; it reads the policy's tokens.</summary>
    private static void ImportReference(ImportOptions options, RewardModelManifest policy, string folder, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        if (options.Reference is not { } checkpoint || policy.Implicit is not { } pair)
            return;
        var imported = Import(
            options with { Checkpoint = checkpoint, Models = folder, Name = pair.Reference, Reference = null, Implicit = null, MaxTokens = policy.MaxTokens, WriteTokenizer = null },
            progress,
            cancellationToken);
        if (Path.Combine(folder, TokenizerFileName) is var tokenizer && File.Exists(tokenizer))
            File.Copy(tokenizer, Path.Combine(imported.Folder, TokenizerFileName), overwrite: true);
    }

    private static (RewardModelManifest Manifest, IReadOnlyList<string> Findings) Plan(ImportOptions options, CheckpointFolder folder, DecoderConfig config, DecoderTensors tensors)
    {
        var head = HeadPlanner.Plan(options, config, tensors.Head);
        var defaults = ModelDefaults.For(config, tensors.Head, head, options.Format?.Name);
        var format = new FormatPlanner(options, folder, config.Vocabulary, config.Head.RewardTokenId).Plan(defaults.Kind, defaults.Format);
        var maxTokens = MaxTokens(options, config);
        var manifest = new RewardModelManifest
        {
            Name = CheckName(options.Name ?? folder.Name),
            Kind = options.Kind ?? defaults.KindFor(format.Format.Name),
            Format = format.Format,
            Readout = options.Readout ?? defaults.Readout,
            Threshold = options.Threshold,
            Implicit = options.Implicit,
            Verifier = options.Verifier,
            Generation = head.Head == PackedGraph.NextTokenHead ? GenerationConfig.Read(folder, config.Vocabulary) : null,
            MaxTokens = maxTokens,
            Graph = new GraphManifest
            {
                Device = CheckDevice(options.Device),
                Precision = Precision(options),
                Determinism = options.Device == "cpu" ? "stable" : "fast",
                Head = head.Head,
                Outputs = head.Outputs,
                LabelIds = head.LabelIds,
                Layers = config.Layers,
                KvHeads = config.KvHeads,
                HeadDim = config.HeadDim,
                Vocabulary = config.Vocabulary,
                MaxPositions = maxTokens,
            },
            Source = new SourceManifest { Architecture = config.Architecture, DataType = config.DataType },
        };
        return (manifest, ImportFindings.Of(options, config.Architecture, manifest, format));
    }

    private static void WriteGraph(string path, DecoderConfig config, DecoderTensors tensors, RewardModelManifest manifest, WeightWriter weights)
    {
        var target = manifest.Graph.Device == "cpu" ? GraphTarget.Cpu : GraphTarget.Cuda;
        var graph = new GraphBuilder();
        var floats = manifest.Graph.Device == "cpu" ? new FloatLayers(graph, weights) : new HalfLayers(graph, weights);
        LinearLayers linear = manifest.Graph.Precision == "int8" ? new QuantizedLayers(graph, weights) : floats;

        var hidden = new DecoderGraph(graph, weights, linear, target, config).Build(tensors, manifest.Graph.MaxPositions);
        new HeadGraph(graph, floats, target).Build(hidden, tensors.Head, new HeadPlan(manifest.Graph.Head, manifest.Graph.Outputs, manifest.Graph.LabelIds));
        File.WriteAllBytes(path, graph.Build().ToByteArray());
    }

    /// <summary>Copies or writes tokenizer.json.</summary>
    internal static void WriteTokenizer(CheckpointFolder folder, string target, ImportOptions options)
    {
        if (folder.Has(TokenizerFileName))
            File.Copy(folder.Resolve(TokenizerFileName), Path.Combine(target, TokenizerFileName));
        else
            options.WriteTokenizer?.Invoke(target);
    }

    /// <summary>A model's name, or a refusal.</summary>
    internal static string CheckName(string name) =>
        name.Length is > 0 and <= MaxNameLength && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
            ? name
            : throw new CheckpointException($"The model name {Quote(name)} must be 1 to {MaxNameLength} characters of A-Z a-z 0-9 . _ - and not start with a dot.");

    private static string CheckDevice(string device) =>
        device is "cpu" or "cuda" ? device : throw new CheckpointException($"The device {Quote(device)} is not known; known are cpu and cuda.");

    private static string Precision(ImportOptions options) => (options.Device, options.Precision) switch
    {
        ("cpu", null or "fp32") => "fp32",
        ("cpu", "int8") => "int8",
        ("cuda", null or "fp16") => "fp16",
        _ => throw new CheckpointException($"The precision {Quote(options.Precision ?? "")} is not known for {options.Device}; cpu takes fp32 and int8, cuda fp16."),
    };

    private static int MaxTokens(ImportOptions options, DecoderConfig config)
    {
        if (options.MaxTokens is not { } wanted)
            return Math.Min(config.MaxPositions, DefaultMaxTokens);
        var most = Math.Min(config.MaxPositions, MostTokens);
        return wanted >= 1 && wanted <= most
            ? wanted
            : throw new CheckpointException($"Inputs of {wanted} tokens are asked for; 1 to {most} are possible (max_position_embeddings is {config.MaxPositions}).");
    }
}
