using CsCheck;
using RewardServer.Inference.Models;
using RewardServer.Inference.Tests.Graphs;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Tests.Padded;

public class PaddedEngineTests
{
    private const double Tolerance = 2e-5;

    private static readonly Gen<int[]> Tokens = Gen.Int[0, ExportedModel.Vocabulary - 1].Array[1, 40];

    private static InferenceItem Item(int[] tokens, int outputs, int[]? reads = null, int[]? targets = null)
    {
        reads ??= [tokens.Length - 1];
        return new() { TokenIds = tokens, ReadPositions = reads, Targets = targets, Output = new float[reads.Length * outputs] };
    }

    private static float[] Run(IInferenceEngine engine, InferenceItem item)
    {
        engine.Run([item]);
        Assert.Null(item.Error);
        return item.Output.ToArray();
    }

    private static int[] Bits(InferenceItem item) => [.. item.Output.ToArray().Select(BitConverter.SingleToInt32Bits)];

    private static void AssertClose(IEnumerable<double> expected, IEnumerable<float> actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Tolerance));

    private static int[] All(int[] tokens) => [.. Enumerable.Range(0, tokens.Length)];

    [Theory]
    [InlineData("stable", "input_ids", GraphWriter.Int64, GraphWriter.Int64)]
    [InlineData("fast", "input_ids", GraphWriter.Int64, GraphWriter.Int64)]
    [InlineData("stable", "input", GraphWriter.Int32, GraphWriter.Float)]
    [InlineData("stable", "input.1", GraphWriter.Int64, GraphWriter.Int32)]
    public void Pooled_graphs_give_one_row_a_sequence(string determinism, string ids, int idsType, int maskType)
    {
        const int End = 7;
        using var model = ExportedModel.Pooled(determinism, segmentEnd: End, ids, idsType, maskType);
        using var engine = model.Load();
        int[][] inputs = [[3], [1, 2, End, 4, 5, End], [9, 8, 7, 6, 5, 4, 3, 2, 1], [End, End, 3], .. Enumerable.Range(1, 6).Select(n => Enumerable.Range(0, n * 5).Select(i => i * n % 60).ToArray())];
        InferenceItem[] items = [.. inputs.Select(tokens => Item(tokens, 2))];
        engine.Run(items);
        foreach (var (tokens, item) in inputs.Zip(items))
        {
            var end = Array.IndexOf(tokens, End);
            var y = ExportedModel.Attended(tokens, t => end >= 0 && t > end ? 1 : 0, hasTypes: true);
            var mean = Enumerable.Range(0, ExportedModel.Width).Select(d => y.Average(row => row[d])).ToArray();
            AssertClose(model.Head(mean), item.Output.ToArray());
        }
    }

    [Theory]
    [InlineData("stable")]
    [InlineData("fast")]
    public void Graphs_with_a_row_a_token_are_read_where_the_item_says(string determinism)
    {
        using var model = ExportedModel.PerToken(manifest: ExportedModel.Manifest(2, determinism));
        using var engine = model.Load();
        Tokens.Array[1, 6].Sample(
            batch =>
            {
                var items = batch.Select(tokens => Item(tokens, 2, All(tokens))).ToArray();
                engine.Run(items);
                foreach (var (tokens, item) in batch.Zip(items))
                    AssertClose(ExportedModel.Attended(tokens, t => t, hasTypes: false).SelectMany(model.Head), item.Output.ToArray());
            },
            iter: 20,
            threads: 1);
    }

    [Fact]
    public void Hidden_states_are_an_output_too()
    {
        using var model = ExportedModel.PerToken(outputs: 5, output: "last_hidden_state");
        using var engine = model.Load();
        int[] tokens = [1, 2, 3];
        AssertClose(ExportedModel.Attended(tokens, t => t, hasTypes: false).SelectMany(model.Head), Run(engine, Item(tokens, 5, All(tokens))));
    }

    [Theory]
    [InlineData("pooled")]
    [InlineData("per-token")]
    [InlineData("sociable")]
    public void Stable_bits_do_not_depend_on_company_order_or_length(string kind)
    {
        using var model = kind switch { "pooled" => ExportedModel.Pooled(), "per-token" => ExportedModel.PerToken(), _ => ExportedModel.Sociable("stable") };
        using var engine = model.Load(threads: 2);
        Tokens.Array[1, 12].Sample(
            batch =>
            {
                var together = batch.Select(tokens => Item(tokens, 2)).ToArray();
                engine.Run(together);
                foreach (var (tokens, item) in batch.Zip(together))
                {
                    var alone = Item(tokens, 2);
                    engine.Run([alone]);
                    Assert.Equal(Bits(alone), Bits(item));
                }
            },
            iter: 30,
            threads: 1);
    }

    [Theory]
    [InlineData(PackedGraph.LabelTokensHead)]
    [InlineData(PackedGraph.LabelLogProbabilityHead)]
    [InlineData(PackedGraph.TargetHead)]
    public void Logits_over_the_vocabulary_become_labels_or_targets(string head)
    {
        var isTarget = head == PackedGraph.TargetHead;
        var manifest = ExportedModel.Manifest(isTarget ? 1 : 2) with { Head = head, LabelIds = isTarget ? null : [7, 3] };
        using var model = ExportedModel.PerToken(ExportedModel.Vocabulary, manifest);
        using var engine = model.Load();
        int[] tokens = [5, 6, 7, 8];
        int[] targets = [6, 7, 8];

        var actual = Run(engine, Item(tokens, manifest.Outputs, [0, 1, 2], isTarget ? targets : null));

        var rows = ExportedModel.Attended(tokens, t => t, hasTypes: false).Select(model.Head).Take(3).ToArray();
        double Shift(double[] z) => head == PackedGraph.LabelTokensHead ? 0 : Math.Log(z.Sum(Math.Exp));
        AssertClose(isTarget ? rows.Select((z, t) => z[targets[t]] - Shift(z)) : rows.SelectMany(z => new[] { z[7] - Shift(z), z[3] - Shift(z) }), actual);
    }

    [Fact]
    public void A_graph_that_mixes_its_sequences_runs_them_one_by_one_to_be_stable()
    {
        using var model = ExportedModel.Sociable("stable");
        using (var engine = model.Load())
            Assert.EndsWith("one sequence a run", engine.Device, StringComparison.Ordinal);

        model.Write(ExportedModel.Manifest(2, "fast"));
        using var fast = model.Load();
        Assert.EndsWith("1 thread", fast.Device, StringComparison.Ordinal);
        InferenceItem[] together = [Item([1, 2], 2), Item([3, 4], 2)];
        fast.Run(together);
        Assert.NotEqual(Run(fast, Item([1, 2], 2)), together[0].Output.ToArray());
    }

    [Fact]
    public void A_graph_without_company_in_its_numbers_runs_equal_lengths_together()
    {
        using var model = ExportedModel.PerToken();
        using var engine = model.Load();
        Assert.EndsWith("1 thread", engine.Device, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_that_draws_random_numbers_is_served_as_fast_only()
    {
        using var model = ExportedModel.Noisy();
        var error = Assert.Throws<InferenceException>(() => model.Load());
        Assert.Contains("random", error.Message, StringComparison.Ordinal);
        Assert.Contains("graph.determinism", error.Message, StringComparison.Ordinal);
        model.Write(ExportedModel.Manifest(2, "fast"));
        model.Load().Dispose();
    }

    [Fact]
    public void Reading_elsewhere_than_a_pooled_row_is_the_items_own_failure()
    {
        using var model = ExportedModel.Pooled();
        using var engine = model.Load();
        InferenceItem[] items = [Item([1, 2, 3], 2, [1]), Item([1, 2, 3], 2), Item([1, 2, 3], 2, [1, 2])];
        engine.Run(items);
        Assert.Contains("only the last token", items[0].Error, StringComparison.Ordinal);
        Assert.Null(items[1].Error);
        Assert.NotNull(items[2].Error);
        Assert.NotEqual(0, items[1].Output.Span[0]);
    }

    [Fact]
    public void Not_finite_is_the_items_own_failure()
    {
        // 1 / token: token 0 has no finite number.
        using var model = ExportedModel.Of(graph => graph.Input("input_ids", GraphWriter.Int64, -1, -1)
            .Node("Cast", "", ["input_ids"], ["x"], ("to", 1L)).Weight("unit", [1f]).Node("Div", "", ["unit", "x"], ["inverse"])
            .Weight("two", [2L], 1).Node("Unsqueeze", "", ["inverse", "two"], ["logits"]).Output("logits", GraphWriter.Float, -1, -1, 1));
        using var engine = model.Load();
        InferenceItem[] items = [Item([4, 0], 1), Item([0, 4], 1)];
        engine.Run(items);
        Assert.Contains("not finite", items[0].Error, StringComparison.Ordinal);
        Assert.Equal((null, 0.25f), (items[1].Error, items[1].Output.Span[0]));
    }

    [Fact]
    public void Inputs_that_are_not_understood_are_refused_by_name()
    {
        AssertRefused(graph => Ids(graph).Input("past_key_values.0.key", GraphWriter.Float, -1, 2, -1, 4), "past_key_values.0.key");
        AssertRefused(graph => Ids(graph).Input("decoder_ids", GraphWriter.Int64, -1, -1), "decoder_ids");
        AssertRefused(graph => Ids(graph).Input("pixel_mask", GraphWriter.Int64, -1, -1, -1), "pixel_mask");
        AssertRefused(
            graph => graph.Input("attention_mask", GraphWriter.Float, -1, -1).Node("Identity", "", ["attention_mask"], ["logits"]).Output("logits", GraphWriter.Float, -1, -1), "no input for token ids");
    }

    [Fact]
    public void Outputs_that_do_not_fit_are_refused()
    {
        AssertRefused(graph => Ids(graph).Node("Identity", "", ["x"], ["twin"]).Output("twin", GraphWriter.Float, -1, -1), "twin");
        using var model = ExportedModel.PerToken(outputs: 3, ExportedModel.Manifest(2));
        Assert.Contains("graph.outputs is 2", Assert.Throws<InferenceException>(() => model.Load()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_outside_the_folder_are_refused_before_the_runtime_sees_them()
    {
        using var model = ExportedModel.Of(graph => Ids(graph).ExternalWeight("stolen", "../secret.bin", 1));
        Assert.Contains("../secret.bin", Assert.Throws<InferenceException>(() => ModelFolder.Open(model.Path)).Message, StringComparison.Ordinal);
    }

    private static GraphWriter Ids(GraphWriter graph) => graph.Input("input_ids", GraphWriter.Int64, -1, -1)
        .Node("Cast", "", ["input_ids"], ["x"], ("to", 1L)).Output("x", GraphWriter.Float, -1, -1);

    private static void AssertRefused(Func<GraphWriter, GraphWriter> build, string named)
    {
        using var model = ExportedModel.Of(graph => build(graph));
        Assert.Contains(named, Assert.Throws<InferenceException>(() => model.Load()).Message, StringComparison.Ordinal);
    }
}
