using RewardServer.Inference.Generation;
using RewardServer.Inference.PagedCache;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Tests.Generation;

/// <summary>Which tokens each step computes, without a graph: every logit is 0 but one's.</summary>
public class SequenceSchedulerTests
{
    private const int Block = PackedGraph.BlockSize;

    private readonly List<GenerationJob> _jobs = [];

    [Fact]
    public void Running_sequences_get_a_token_in_every_step_and_prompts_what_is_left()
    {
        var (scheduler, _) = Create(blocks: 100, stepTokens: 40);
        scheduler.Add(Sequence(30, limit: 5));
        Assert.Equal([30], Step(scheduler));
        scheduler.Add(Sequence(100, limit: 5, salt: 1));
        Assert.Equal([1, 39], Step(scheduler));
        Assert.Equal([1, 39], Step(scheduler));
        Assert.Equal([1, 22], Step(scheduler));
        Assert.Equal([1, 1], Step(scheduler));
        Assert.Equal([1], Step(scheduler)); // the first has its five tokens
        Drain(scheduler);
        Assert.All(_jobs, job => Assert.True(job.IsOver));
    }

    [Fact]
    public void Samples_of_one_prompt_compute_it_once()
    {
        var (scheduler, pool) = Create(blocks: 100, stepTokens: 1000);
        for (var i = 0; i < 4; i++)
            scheduler.Add(Sequence((3 * Block) + 5, limit: 3));
        Assert.Equal([(3 * Block) + 5, 5, 5, 5], Step(scheduler));
        Assert.Equal(100 - 3 - 4, pool.Available);
        Assert.Equal([1, 1, 1, 1], Step(scheduler));
        Drain(scheduler);
        Assert.Equal(100, pool.Available);
    }

    [Fact]
    public void A_prompt_of_whole_blocks_still_computes_its_last_token()
    {
        var (scheduler, _) = Create(blocks: 100, stepTokens: 1000);
        scheduler.Add(Sequence(2 * Block, limit: 2));
        scheduler.Add(Sequence(2 * Block, limit: 2));
        Assert.Equal([2 * Block, Block], Step(scheduler));
    }

    [Fact]
    public void Samples_wait_while_a_long_prompt_is_computed_in_pieces()
    {
        var (scheduler, _) = Create(blocks: 100, stepTokens: 2 * Block);
        for (var i = 0; i < 3; i++)
            scheduler.Add(Sequence((3 * Block) + 5, limit: 2));
        Assert.Equal([2 * Block], Step(scheduler));
        Assert.Equal([Block + 5, 5, 5], Step(scheduler));
    }

    [Fact]
    public void Texts_that_begin_alike_and_end_at_once_are_computed_side_by_side()
    {
        var (scheduler, pool) = Create(blocks: 100, stepTokens: 1000);
        for (var i = 0; i < 4; i++)
            scheduler.Add(Sequence((2 * Block) + 3 + i, limit: 1));
        Assert.Equal([(2 * Block) + 3, 4, 5, 6], Step(scheduler));
        Drain(scheduler);
        Assert.Equal(100, pool.Available);
    }

    [Fact]
    public void The_youngest_gives_its_blocks_away_and_comes_back()
    {
        var (scheduler, pool) = Create(blocks: 4, stepTokens: 1000);
        scheduler.Add(Sequence(Block - 1, limit: 3 * Block));
        Assert.Equal([Block - 1], Step(scheduler));
        scheduler.Add(Sequence(Block - 1, limit: 3 * Block, salt: 1));
        Assert.Equal([1, Block - 1], Step(scheduler));
        var steps = new List<int[]>();
        while (!scheduler.IsIdle && steps.Count < 1000)
            steps.Add(Step(scheduler));
        Assert.Contains(steps, step => step is [1]);                            // alone after the other gave way
        Assert.Contains(steps, step => step.Any(tokens => tokens > Block));     // computed again, with what it had generated
        Assert.All(_jobs, job => Assert.Equal(3 * Block, job.Outcome.Result.Value.GeneratedTokens));
        Assert.Equal(4, pool.Available);
    }

    [Fact]
    public void Sequences_whose_caller_left_are_dropped_waiting_or_running()
    {
        var (scheduler, pool) = Create(blocks: 100, stepTokens: 1000, sequences: 1);
        using var cancellation = new CancellationTokenSource();
        scheduler.Add(Cancellable(10, limit: 50, salt: 0, cancellation.Token));
        scheduler.Add(Cancellable(20, limit: 50, salt: 1, cancellation.Token));
        scheduler.Add(Sequence(30, limit: 2, salt: 2));
        Assert.Equal([10], Step(scheduler));
        cancellation.Cancel();
        Assert.Equal([30], Step(scheduler));
        Drain(scheduler);
        Assert.Equal(100, pool.Available);
    }

    private static (SequenceScheduler Scheduler, BlockPool Pool) Create(int blocks, int stepTokens, int sequences = 16)
    {
        var pool = new BlockPool(new BlockAllocator(blocks));
        return (new(pool, sequences, stepTokens), pool);
    }

    private TokenSequence Sequence(int prompt, int limit, int salt = 0) => Cancellable(prompt, limit, salt, CancellationToken.None);

    private TokenSequence Cancellable(int prompt, int limit, int salt, CancellationToken cancellation)
    {
        var request = LanguageModel.Request("unused", new() { MaxTokens = limit });
        var job = new GenerationJob(request, cancellation) { PromptIds = [.. Enumerable.Range(0, prompt).Select(i => 1 + i + salt)], Question = null, Limit = limit };
        _jobs.Add(job);
        return new(job, new GenerationModel(LanguageModel.Tokenizer, EndIds: [], Vocabulary: 10_000, MaxTokens: 10_000));
    }

    private static void Drain(SequenceScheduler scheduler)
    {
        for (var i = 0; i < 1000 && Step(scheduler).Length > 0; i++)
        {
        }

        Assert.True(scheduler.IsIdle);
    }

    private static int[] Step(SequenceScheduler scheduler)
    {
        var sampler = new TokenSampler(10);
        var slices = scheduler.Plan().ToArray();
        foreach (var (sequence, tokens) in slices)
        {
            Assert.True(sequence.Blocks.Count * Block >= sequence.Computed + tokens);
            var isRead = tokens == sequence.Pending;
            sequence.Computed += tokens;
            if (isRead)
                sequence.Advance([0, 0, 0, 0, 1, 0, 0, 0, 0, 0], sampler);
        }

        return [.. slices.Select(slice => slice.Tokens)];
    }
}
