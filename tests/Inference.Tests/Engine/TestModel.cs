using RewardServer.Inference.Models;
using RewardServer.Modeling;
using RewardServer.TestKit;

namespace RewardServer.Inference.Tests.Engine;

/// <summary>A checkpoint imported into a temporary model folder that goes when the test is over.</summary>
internal sealed class TestModel : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("inference-tests-").FullName;

    private TestModel(string checkpoint, string precision, string? head)
    {
        var options = new ImportOptions { Checkpoint = checkpoint, Models = _root, Name = "model", Precision = precision, Head = head, LabelIds = head?.StartsWith("label", StringComparison.Ordinal) == true ? [3, 5] : null };
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

    public IInferenceEngine Load(int threads = 1, int maxBatchTokens = 2048) =>
        InferenceEngines.Load(Folder, new InferenceOptions { Device = "cpu", Threads = threads, MaxBatchTokens = maxBatchTokens, MaxBatchSequences = 64 });

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
}
