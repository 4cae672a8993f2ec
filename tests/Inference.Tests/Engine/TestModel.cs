using System.Runtime.InteropServices;
using System.Text.Json;
using RewardServer.Inference.Models;
using RewardServer.Modeling;
using RewardServer.Modeling.Checkpoints;
using RewardServer.TestKit;

namespace RewardServer.Inference.Tests.Engine;

/// <summary>A checkpoint imported into a temporary model folder that goes when the test is over.</summary>
internal sealed class TestModel : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("inference-tests-").FullName;

    private TestModel(string checkpoint, string? precision, string? head, string device = "cpu")
    {
        var options = new ImportOptions
        {
            Checkpoint = checkpoint,
            Models = _root,
            Name = "model",
            Precision = precision,
            Device = device,
            Head = head,
            LabelIds = head?.StartsWith("label", StringComparison.Ordinal) == true ? [3, 5] : null,
        };
        Path = CheckpointImporter.Import(options, cancellationToken: TestContext.Current.CancellationToken).Folder;
        Folder = ModelFolder.Open(Path);
    }

    public string Path { get; }

    public ModelFolder Folder { get; }

    public static TestModel Shared(string name, string precision = "fp32", string? head = null)
    {
        Assert.SkipUnless(SharedData.Exists("checkpoints", name), SharedData.SkipReason);
        return new TestModel(SharedData.Path("checkpoints", name), precision, head);
    }

    /// <summary>A process reward model of random weights, for tests that must run without shared data.</summary>
    /// <param name="nanToken">A token whose embedding is NaN.</param>
    public static TestModel Random(string precision = "fp32", int hidden = 64, int intermediate = 160, int layers = 2, int heads = 4, int? nanToken = null, string device = "cpu")
    {
        var checkpoint = Directory.CreateTempSubdirectory("inference-tests-").FullName;
        try
        {
            SyntheticCheckpoint.Write(checkpoint, new SyntheticDecoder
            {
                HiddenSize = hidden,
                IntermediateSize = intermediate,
                Layers = layers,
                Heads = heads,
                KvHeads = 2,
                Vocabulary = 300,
                MaxPositions = 512,
            });
            var model = new TestModel(checkpoint, device == "cpu" ? precision : null, head: null, device);
            if (nanToken is { } token)
                model.SpoilEmbedding(System.IO.Path.Combine(checkpoint, "model.safetensors"), token, hidden);
            return model;
        }
        finally
        {
            Directory.Delete(checkpoint, recursive: true);
        }
    }

    /// <summary>Loads the engine; unless the test is about that, nothing is shared between sequences.</summary>
    public IInferenceEngine Load(int threads = 1, int maxBatchTokens = 2048, long prefixCacheBytes = 0, int maxBatchSequences = 64) =>
        InferenceEngines.Load(Folder, new InferenceOptions
        {
            Device = "cpu",
            Threads = threads,
            MaxBatchTokens = maxBatchTokens,
            MaxBatchSequences = maxBatchSequences,
            PrefixCacheBytes = prefixCacheBytes,
        });

    /// <summary>An item of random tokens that is read everywhere (or at the last position only).</summary>
    public InferenceItem Item(int tokens, int seed, bool lastOnly = false)
    {
        var graph = Folder.Manifest.Graph;
        var random = new Random(seed);
        int[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(graph.Vocabulary))];
        int[] positions = lastOnly ? [tokens - 1] : [.. Enumerable.Range(0, tokens)];
        return new InferenceItem
        {
            TokenIds = Ids(tokens),
            ReadPositions = positions,
            Targets = graph.Head == Scoring.Manifests.PackedGraph.TargetHead ? Ids(positions.Length) : [],
            Output = new float[positions.Length * graph.Outputs],
        };
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    // The importer refuses weights that are not finite, so the row is looked up in the checkpoint and spoilt in the model's weights.
    private void SpoilEmbedding(string checkpoint, int token, int hidden)
    {
        // A safetensors file: length of the header, the header as JSON with each tensor's place, the data.
        var bytes = File.ReadAllBytes(checkpoint);
        var headerLength = BitConverter.ToInt32(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(sizeof(long), headerLength));
        var start = header.RootElement.GetProperty("model.embed_tokens.weight").GetProperty("data_offsets")[0].GetInt32();
        var row = bytes.AsSpan(sizeof(long) + headerLength + start + (token * hidden * sizeof(float)), hidden * sizeof(float));

        var file = System.IO.Path.Combine(Path, Folder.WeightFiles[0]);
        var weights = File.ReadAllBytes(file);
        MemoryMarshal.Cast<byte, float>(weights.AsSpan(weights.AsSpan().IndexOf(row), row.Length)).Fill(float.NaN);
        File.WriteAllBytes(file, weights);
    }
}
