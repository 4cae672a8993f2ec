using RewardServer.Inference.Devices;
using RewardServer.Inference.Models;
using RewardServer.Inference.Tests.Engine;
using RewardServer.Modeling;
using RewardServer.Modeling.Checkpoints;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Tests.Devices;

/// <summary>
/// One checkpoint imported for both devices gives the same numbers, within what 16-bit floats allow. Needs a GPU and a build with
/// <c>-p:OnnxRuntime=cuda</c>; elsewhere these skip and say why.
/// </summary>
public sealed class CudaEngineTests : IDisposable
{
    // Outputs are of size 1; 16-bit floats have 11 bits and the errors of four layers add up.
    private const double Tolerance = 0.03;

    private readonly string _root = Directory.CreateTempSubdirectory("cuda-tests-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(null, false)]
    [InlineData(PackedGraph.LabelTokensHead, true)]
    [InlineData(PackedGraph.LabelLogProbabilityHead, true)]
    [InlineData(PackedGraph.TargetHead, true)]
    [InlineData(PackedGraph.NextTokenHead, true)]
    public void Every_head_says_on_the_gpu_what_it_says_on_the_cpu(string? head, bool isLanguageModel)
    {
        SkipWithoutCuda();
        var (cpu, cuda) = (Import("cpu", head, isLanguageModel), Import("cuda", head, isLanguageModel));
        using var expected = Load(cpu, "cpu");
        using var actual = Load(cuda, "cuda");
        Assert.Equal("cuda:0", actual.Device);
        // One token, a block's edges, several blocks, and lengths that leave blocks of company half full.
        foreach (var lengths in (int[][])[[1], [31, 32, 33], [200, 1, 77, 256], [512, 300]])
        {
            var wanted = lengths.Select(n => Item(cpu.Manifest.Graph, n)).ToArray();
            var got = lengths.Select(n => Item(cuda.Manifest.Graph, n)).ToArray();
            expected.Run(wanted);
            actual.Run(got);
            for (var i = 0; i < lengths.Length; i++)
                AssertClose(wanted[i], got[i], lengths[i]);
        }
    }

    [Fact]
    public void A_batch_run_again_gives_the_same_bits()
    {
        SkipWithoutCuda();
        var folder = Import("cuda", head: null, isLanguageModel: false);
        using var engine = Load(folder, "cuda");
        float[][] Run()
        {
            var items = new[] { 5, 130, 64 }.Select(n => Item(folder.Manifest.Graph, n)).ToArray();
            engine.Run(items);
            return [.. items.Select(item => item.Output.ToArray())];
        }
        Assert.Equal(Run(), Run());
    }

    private static void SkipWithoutCuda()
    {
        var choice = InferenceDevices.Choose(new InferenceOptions { Device = "auto" });
        Assert.SkipWhen(choice.Kind != DeviceKind.Cuda, $"no CUDA: {choice.WhyNotCuda}");
    }

    private static IInferenceEngine Load(ModelFolder folder, string device) =>
        InferenceEngines.Load(folder, new InferenceOptions { Device = device, Threads = 2, MaxBatchTokens = 2048, MaxBatchSequences = 16 });

    private static void AssertClose(InferenceItem expected, InferenceItem actual, int length)
    {
        Assert.Null(actual.Error);
        var (wanted, got) = (expected.Output.ToArray(), actual.Output.ToArray());
        for (var i = 0; i < wanted.Length; i++)
            Assert.True(Math.Abs(wanted[i] - got[i]) <= Tolerance * Math.Max(1, Math.Abs(wanted[i])), $"{length} tokens, number {i}: {got[i]} on the GPU, {wanted[i]} on the CPU");
    }

    private static InferenceItem Item(GraphManifest graph, int tokens)
    {
        var random = new Random(tokens);
        int[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(graph.Vocabulary))];
        // A next-token head is read once a sequence.
        int[] positions = graph.Head == PackedGraph.NextTokenHead ? [tokens - 1] : [.. Enumerable.Range(0, tokens)];
        return new InferenceItem
        {
            TokenIds = Ids(tokens),
            ReadPositions = positions,
            Targets = graph.Head == PackedGraph.TargetHead ? Ids(positions.Length) : [],
            Output = new float[positions.Length * graph.Outputs],
        };
    }

    private ModelFolder Import(string device, string? head, bool isLanguageModel)
    {
        var checkpoint = Path.Combine(_root, "checkpoint");
        SyntheticCheckpoint.Write(checkpoint, new SyntheticDecoder
        {
            IsLanguageModel = isLanguageModel,
            HiddenSize = 256,
            IntermediateSize = 512,
            Layers = 4,
            Heads = 4,
            KvHeads = 2,
            Vocabulary = 500,
            MaxPositions = 1024,
        });
        var options = new ImportOptions
        {
            Checkpoint = checkpoint,
            Models = _root,
            Name = device,
            Device = device,
            Head = head,
            LabelIds = head?.StartsWith("label", StringComparison.Ordinal) == true ? [3, 5] : null,
            Format = head == PackedGraph.NextTokenHead ? new() { Name = "chat", Layout = Scoring.Layouts.ChatLayouts.Raw } : null,
        };
        return ModelFolder.Open(CheckpointImporter.Import(options, cancellationToken: TestContext.Current.CancellationToken).Folder);
    }
}
