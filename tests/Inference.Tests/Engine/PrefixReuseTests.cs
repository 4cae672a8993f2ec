using CsCheck;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Tests.Engine;

/// <summary>What sequences have in common is computed once, and no bit of any output tells.</summary>
public class PrefixReuseTests
{
    // Blocks of the tests' models take 16 KiB: room for six beside a batch, so that much is given away and computed anew.
    private const long FewBlocks = 6 * 16 * 1024;
    private const long ManyBytes = 64L * 1024 * 1024;

    [Theory]
    [InlineData("fp32", 1, FewBlocks, 300)]
    [InlineData("fp32", 2, ManyBytes, 300)]
    [InlineData("fp32", 1, FewBlocks, 75)]
    [InlineData("fp32", 2, ManyBytes, 1)]
    [InlineData("int8", 2, FewBlocks, 300)]
    [InlineData("int8", 1, ManyBytes, 300)]
    [InlineData("int8", 2, FewBlocks, 50)]
    public void Sequences_that_append_fork_and_reorder_have_the_bits_of_one_shot_scoring(string precision, int threads, long bytes, int maxBatchTokens)
    {
        using var model = TestModel.Random(precision);
        AssertUnchanged(model, threads, bytes, maxBatchTokens);
    }

    [Theory]
    [InlineData("mistral-causal-window", PackedGraph.TargetHead, 300)]
    [InlineData("mistral-causal-window", PackedGraph.TargetHead, 40)]
    [InlineData("qwen2-causal-tied", PackedGraph.LabelLogProbabilityHead, 300)]
    [InlineData("qwen2-causal-tied", PackedGraph.LabelLogProbabilityHead, 64)]
    [InlineData("qwen3-sequence-classification", null, 300)]
    public void Architectures_share_alike(string checkpoint, string? head, int maxBatchTokens)
    {
        using var model = TestModel.Shared(checkpoint, "fp32", head);
        AssertUnchanged(model, threads: 1, FewBlocks, maxBatchTokens);
    }

    [Theory]
    [InlineData(64, new[] { 299 }, 300)] // none of the pieces but the last is read
    [InlineData(70, new[] { 0, 31, 32, 69, 70, 139, 140, 299 }, 300)]
    [InlineData(1, new[] { 100, 299 }, 300)] // a block at least
    [InlineData(299, new[] { 298, 299 }, 300)] // the last piece is a single token
    [InlineData(300, new[] { 299 }, 300)]
    public void Sequence_longer_than_a_run_is_computed_once_in_pieces(int maxBatchTokens, int[] reads, int computed)
    {
        using var model = TestModel.Random();
        using var plain = model.Load();
        using var engine = model.Load(maxBatchTokens: maxBatchTokens, prefixCacheBytes: FewBlocks);
        var item = Item(model, Tokens(seed: 3, 300), reads);
        engine.Run([Item(model, Tokens(seed: 4, 20), [19]), item, Item(model, Tokens(seed: 5, 20), [19])]);
        AssertSameBits(plain, item);
        Assert.Equal(computed, item.ComputedTokens);
        Assert.Equal(computed + 40, engine.Usage.TokensComputed);
        Assert.Equal(340, engine.Usage.TokensAsked);
    }

    [Fact]
    public void Long_sequence_that_goes_on_computes_what_is_new()
    {
        using var model = TestModel.Random();
        using var plain = model.Load();
        using var engine = model.Load(maxBatchTokens: 64, prefixCacheBytes: ManyBytes);
        var tokens = Tokens(seed: 3, 300);
        engine.Run([Item(model, tokens, [299])]);
        var longer = Item(model, [.. tokens, .. Tokens(seed: 4, 100)], [310, 399]);
        engine.Run([longer]);
        AssertSameBits(plain, longer);
        Assert.Equal(100, longer.ComputedTokens);
    }

    [Fact]
    public void Piece_that_is_not_finite_fails_the_whole_sequence_and_no_other()
    {
        using var model = TestModel.Random(nanToken: 299);
        using var engine = model.Load(maxBatchTokens: 64, prefixCacheBytes: ManyBytes);
        var tokens = Tokens(seed: 3, 300);
        tokens[100] = 299;
        InferenceItem[] items = [Item(model, tokens, [50, 130, 290]), Item(model, Tokens(seed: 5, 200), [199])];
        engine.Run(items);
        Assert.NotNull(items[0].Error);
        Assert.All(items[0].Output.ToArray(), x => Assert.Equal(0, x));
        Assert.Null(items[1].Error);
        items[0] = Item(model, Tokens(seed: 3, 100), [50, 99]);
        engine.Run(items[..1]);
        Assert.Null(items[0].Error);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(13)]
    public void Sixteen_candidates_pay_for_their_problem_once(int offset)
    {
        using var model = TestModel.Random();
        using var engine = model.Load(prefixCacheBytes: ManyBytes);
        var problem = Tokens(seed: 1, 200 + offset);
        InferenceItem[] items = [.. Enumerable.Range(0, 16).Select(i => Item(model, [.. problem, .. Tokens(i + 2, 100)], [problem.Length + 49, problem.Length + 99]))];
        engine.Run(items);
        Assert.Equal(problem.Length + (16 * 100), items.Sum(item => item.ComputedTokens));
        Assert.Equal(items.Sum(item => (long)item.TokenIds.Length), engine.Usage.TokensAsked);
        Assert.Equal(items.Sum(item => (long)item.ComputedTokens), engine.Usage.TokensComputed);
    }

    [Fact]
    public void Computing_starts_at_the_first_position_that_is_read()
    {
        using var model = TestModel.Random();
        using var engine = model.Load(prefixCacheBytes: ManyBytes);
        var tokens = Tokens(seed: 1, 100);
        engine.Run([Item(model, tokens, [20, 99])]);
        var again = Item(model, [.. tokens, 7, 8, 9], [99, 102]);
        engine.Run([again]);
        Assert.Equal(4, again.ComputedTokens);
    }

    private static void AssertUnchanged(TestModel model, int threads, long bytes, int maxBatchTokens)
    {
        using var plain = model.Load();
        using var sharing = model.Load(threads, maxBatchTokens, prefixCacheBytes: bytes, maxBatchSequences: 5);
        Assert.True(sharing.SharesBeginnings && !plain.SharesBeginnings);
        var move = Gen.Select(Gen.Int[0, 9], Gen.Int[1, 45], Gen.Int[0, 1_000_000], Gen.Int[0, 3]);
        move.Array[1, 4].Array[3, 8].Sample(
            rounds =>
            {
                List<int[]> beams = [Tokens(seed: rounds.Length, 30)];
                foreach (var moves in rounds)
                {
                    var batch = moves.Select(m => Item(model, Move(beams, m.Item1, m.Item2, m.Item3), m.Item4)).ToArray();
                    sharing.Run(batch);
                    foreach (var item in batch)
                        AssertSameBits(plain, item);
                }
            },
            iter: 12,
            threads: 1);
    }

    // A beam grows, is forked somewhere, comes again, or a new one begins.
    private static int[] Move(List<int[]> beams, int from, int length, int seed)
    {
        var beam = beams[seed % beams.Count];
        int[] next = from switch
        {
            < 5 => [.. beam, .. Tokens(seed, length)],
            < 7 => [.. beam[..(1 + (seed % beam.Length))], .. Tokens(seed + 1, length)],
            < 9 => beam,
            _ => Tokens(seed, length),
        };
        if (next.Length > 250)
            next = next[..250];
        beams.Add(next);
        return next;
    }

    private static InferenceItem Item(TestModel model, int[] tokens, int readsFromEnd)
    {
        int[] all = [tokens.Length / 3, tokens.Length / 2, tokens.Length - 1];
        return Item(model, tokens, [.. (readsFromEnd == 3 ? Enumerable.Range(0, tokens.Length) : all.TakeLast(readsFromEnd + 1).Distinct())]);
    }

    private static InferenceItem Item(TestModel model, int[] tokens, int[] reads)
    {
        var graph = model.Folder.Manifest.Graph;
        return new InferenceItem
        {
            TokenIds = tokens,
            ReadPositions = reads,
            Targets = graph.Head == PackedGraph.TargetHead ? Array.ConvertAll(reads, read => read % graph.Vocabulary) : [],
            Output = new float[reads.Length * graph.Outputs],
        };
    }

    private static void AssertSameBits(IInferenceEngine plain, InferenceItem shared)
    {
        var alone = new InferenceItem { TokenIds = shared.TokenIds, ReadPositions = shared.ReadPositions, Targets = shared.Targets, Output = new float[shared.Output.Length] };
        plain.Run([alone]);
        Assert.Null(shared.Error);
        Assert.Equal(alone.Output.ToArray().Select(BitConverter.SingleToUInt32Bits), shared.Output.ToArray().Select(BitConverter.SingleToUInt32Bits));
    }

    private static int[] Tokens(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(200))];
    }
}
