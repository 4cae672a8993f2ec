using System.Text.Json.Nodes;
using RewardServer.Batching;
using RewardServer.Inference;
using RewardServer.Inference.Models;
using RewardServer.Modeling;
using RewardServer.Models;
using RewardServer.Scoring.Manifests;
using RewardServer.TestKit;
using RewardServer.Tests.Support;

namespace RewardServer.Tests.Implicit;

public class GoldenPairTests
{
    private const string Policy = "qwen2-causal-tied";
    private const string Reference = "llama-causal";

    [Theory]
    [InlineData(Policy, 0)]
    [InlineData(Reference, 1)]
    public async Task Rows_of_a_pair_are_the_float64_log_probabilities_of_both(string golden, int column)
    {
        await using var engine = Load();
        foreach (var node in Cases(golden))
        {
            int[] ids = Numbers<int>(node!, "input_ids");
            double[] expected = Numbers<double>(node!, "target_logprob");
            if (expected.Length == 0)
                continue;
            var item = new InferenceItem
            {
                TokenIds = ids,
                ReadPositions = Enumerable.Range(0, expected.Length).ToArray(),
                Targets = ids.AsMemory(1),
                Output = new float[2 * expected.Length],
            };
            var outcome = await engine.Enqueue([new(item, ids.Length)], null, TestContext.Current.CancellationToken)[0];

            Assert.Equal((BatchStatus.Completed, null), (outcome.Status, outcome.Result));
            for (var row = 0; row < expected.Length; row++)
                Assert.Equal(expected[row], item.Output.Span[(2 * row) + column], 2e-5 * Math.Max(1, Math.Abs(expected[row])));
        }
    }

    [Fact]
    public async Task A_failure_of_either_is_the_failure_of_the_pair()
    {
        var gates = new List<GatedEngine>();
        await using var engine = Load(inner => Gate(inner, gates));
        gates.ForEach(gate => gate.Open());
        gates[1].Failure = new InvalidOperationException("broken");
        var item = new InferenceItem { TokenIds = new[] { 1, 2 }, ReadPositions = new[] { 0 }, Targets = new[] { 2 }, Output = new float[2] };
        var outcome = await engine.Enqueue([new(item, 2)], null, TestContext.Current.CancellationToken)[0];
        Assert.Equal((BatchStatus.Failed, "broken"), (outcome.Status, outcome.Error?.Message));
        Assert.Equal([0f, 0f], item.Output.ToArray());
    }

    private static GatedEngine Gate(IInferenceEngine inner, List<GatedEngine> gates)
    {
        gates.Add(new GatedEngine(inner));
        return gates[^1];
    }

    private static T[] Numbers<T>(JsonNode node, string key) => [.. node[key]!.AsArray().Select(number => number!.GetValue<T>())];

    private static JsonArray Cases(string name) =>
        JsonNode.Parse(File.ReadAllText(SharedData.Path("checkpoints", name, "golden.json")))!["cases"]!.AsArray();

    private static EnginePair Load(Func<IInferenceEngine, IInferenceEngine>? wrap = null)
    {
        Assert.SkipUnless(SharedData.Exists("checkpoints", Policy), SharedData.SkipReason);
        var folder = ModelFolder.Open(CheckpointImporter.Import(new()
        {
            Checkpoint = SharedData.Path("checkpoints", Policy),
            Reference = SharedData.Path("checkpoints", Reference),
            Implicit = new() { Beta = 1 },
            Models = TestModels.NewFolder(),
            Head = PackedGraph.TargetHead,
            WriteTokenizer = target => File.WriteAllText(Path.Combine(target, "tokenizer.json"), "{}"),
        }, cancellationToken: TestContext.Current.CancellationToken).Folder);
        return new(Engine(folder, wrap), Engine(folder.Reference!, wrap));
    }

    private static ModelEngine Engine(ModelFolder folder, Func<IInferenceEngine, IInferenceEngine>? wrap)
    {
        var engine = InferenceEngines.Load(folder, new InferenceOptions { Threads = 1 });
        var batching = new BatchingOptions { MaxBatchTokens = 4096, MaxBatchSequences = 64, MaxQueuedTokens = long.MaxValue, MaxQueuedItems = int.MaxValue };
        return new(wrap?.Invoke(engine) ?? engine, batching, speed: null, TimeProvider.System, new BatchingMetrics(null, folder.Manifest.Name));
    }
}
