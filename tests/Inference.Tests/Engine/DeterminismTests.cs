using CsCheck;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Tests.Engine;

/// <summary>The contract on numbers: the same bits alone, in any batch, in any order, with 1 or 2 threads.</summary>
public class DeterminismTests
{
    [Theory]
    [InlineData("qwen2-prm", "fp32", null)]
    [InlineData("qwen2-prm", "int8", null)]
    [InlineData("qwen3-sequence-classification", "fp32", null)]
    [InlineData("qwen3-sequence-classification", "int8", null)]
    [InlineData("mistral-causal-window", "fp32", PackedGraph.TargetHead)]
    [InlineData("mistral-causal-window", "int8", PackedGraph.LabelTokensHead)]
    [InlineData("qwen2-causal-tied", "fp32", PackedGraph.LabelLogProbabilityHead)]
    [InlineData("llama3-sequence-classification", "fp32", null)]
    [InlineData("qwen2-value-head", "fp32", null)]
    [InlineData("qwen2-token-classification", "int8", null)]
    [InlineData("qwen2-rm-bf16-sharded", "fp32", null)]
    [InlineData("mistral-causal", "int8", PackedGraph.LabelLogProbabilityHead)]
    public void Bits_do_not_depend_on_neighbours_order_or_threads(string checkpoint, string precision, string? head)
    {
        using var model = TestModel.Shared(checkpoint, precision, head);
        AssertInvariant(model, iterations: 10);
    }

    // Wide enough that ONNX Runtime shares each product out to its threads.
    [Theory]
    [InlineData("fp32", 64, 160, 4)]
    [InlineData("int8", 64, 160, 4)]
    [InlineData("fp32", 256, 688, 8)]
    [InlineData("int8", 256, 688, 8)]
    [InlineData("fp32", 896, 4864, 14)]
    [InlineData("int8", 896, 4864, 14)]
    public void Bits_do_not_depend_on_neighbours_order_or_threads_at_any_width(string precision, int hidden, int intermediate, int heads)
    {
        using var model = TestModel.Random(precision, hidden, intermediate, layers: 2, heads);
        AssertInvariant(model, iterations: hidden > 256 ? 4 : 15);
    }

    private static void AssertInvariant(TestModel model, int iterations)
    {
        using var single = model.Load(threads: 1);
        using var pair = model.Load(threads: 2);
        var item = Gen.Select(Gen.Int[1, 70], Gen.Int[0, 1_000_000], Gen.Bool, (length, seed, lastOnly) => (length, seed, lastOnly));
        item.Array[1, 8].Sample(
            batch =>
            {
                var alone = batch.Select(i => Single(single, model.Item(i.length, i.seed, i.lastOnly))).ToArray();
                foreach (var engine in new[] { single, pair })
                {
                    var items = batch.Select(i => model.Item(i.length, i.seed, i.lastOnly)).ToArray();
                    engine.Run(items);
                    for (var i = 0; i < batch.Length; i++)
                        AssertSameBits(alone[i], items[i]);
                }
            },
            iter: iterations,
            threads: 1,
            seed: "0000000000000");
    }

    private static InferenceItem Single(IInferenceEngine engine, InferenceItem item)
    {
        engine.Run([item]);
        return item;
    }

    private static void AssertSameBits(InferenceItem expected, InferenceItem actual)
    {
        Assert.Null(expected.Error);
        Assert.Null(actual.Error);
        Assert.Equal(Bits(expected), Bits(actual));
    }

    private static uint[] Bits(InferenceItem item) => [.. item.Output.ToArray().Select(BitConverter.SingleToUInt32Bits)];
}
