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
    [InlineData("fp32", 1, FewBlocks)]
    [InlineData("fp32", 2, ManyBytes)]
    [InlineData("int8", 2, FewBlocks)]
    [InlineData("int8", 1, ManyBytes)]
    public void Sequences_that_append_fork_and_reorder_have_the_bits_of_one_shot_scoring(string precision, int threads, long bytes)
    {
        using var model = TestModel.Random(precision);
        AssertUnchanged(model, threads, bytes);
    }

    [Theory]
    [InlineData("mistral-causal-window", PackedGraph.TargetHead)]
    [InlineData("qwen2-causal-tied", PackedGraph.LabelLogProbabilityHead)]
    [InlineData("qwen3-sequence-classification", null)]
    public void Architectures_share_alike(string checkpoint, string? head)
    {
        using var model = TestModel.Shared(checkpoint, "fp32", head);
        AssertUnchanged(model, threads: 1, FewBlocks);
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

    private static void AssertUnchanged(TestModel model, int threads, long bytes)
    {
        using var plain = model.Load();
        using var sharing = model.Load(threads, maxBatchTokens: 300, prefixCacheBytes: bytes, maxBatchSequences: 5);
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
