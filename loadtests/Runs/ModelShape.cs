using RewardServer.Inference.Models;
using RewardServer.Measuring;
using RewardServer.Modeling;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Tokenization;

namespace RewardServer.LoadTests.Runs;

/// <summary>
/// Models of random weights in the shape of others, with the bundled model's tokenizer and format, so that all take the same input. They
/// are kept below artifacts/ until the importer changes.
/// </summary>
internal sealed record ModelShape(string Name, SyntheticDecoder Decoder)
{
    private static readonly Dictionary<string, SyntheticDecoder> Known = new()
    {
        // The layers of Qwen2.5-0.5B: 357.8 M weights in linear layers.
        ["shape-0.5b"] = new() { Layers = 24, MaxPositions = 2048 },
        ["shape-0.5b-4-layers"] = new() { Layers = 4, MaxPositions = 2048 },
        // models/arith-prm, which is kept as a graph and not as the checkpoint that the baseline needs.
        ["prm-size"] = new() { HiddenSize = 128, IntermediateSize = 384, Layers = 4, Heads = 4, KvHeads = 2, MaxPositions = 1024 },
    };

    private static string Root => Path.Combine(Report.Repository, "artifacts", "loadtests");

    /// <summary>The folder of its checkpoint.</summary>
    public string Checkpoint => Path.Combine(Root, Name);

    /// <summary>Finds one by name.</summary>
    public static ModelShape Find(string name) => Known.TryGetValue(name, out var decoder)
        ? new(name, decoder with { Vocabulary = HuggingFaceTokenizer.Load(TestModels.Bundled()).VocabularySize })
        : throw new ArgumentException($"There is no model '{name}'; there are bundled, {string.Join(", ", Known.Keys)}.");

    /// <summary>Its model folder in a precision, made when it is not there or older than the importer.</summary>
    public string Import(string precision)
    {
        var (folder, name) = (Path.Combine(Root, "models"), $"{Name}-{precision}");
        var made = new FileInfo(Path.Combine(folder, name, "reward.json"));
        if (made.Exists && made.LastWriteTimeUtc > File.GetLastWriteTimeUtc(typeof(CheckpointImporter).Assembly.Location))
            return made.DirectoryName!;
        if (!File.Exists(Path.Combine(Checkpoint, "model.safetensors")))
            SyntheticCheckpoint.Write(Checkpoint, Decoder);
        var bundled = TestModels.Bundled();
        return CheckpointImporter.Import(new()
        {
            Checkpoint = Checkpoint,
            Models = folder,
            Name = name,
            Precision = precision,
            Format = ModelFolder.Open(bundled).Manifest.Format,
            WriteTokenizer = target => HuggingFaceTokenizer.Load(bundled).Save(target),
            Replace = true,
        }).Folder;
    }
}
