using CsCheck;
using RewardServer.Inference.Generation;
using RewardServer.Inference.PagedCache;
using RewardServer.Scoring.Generative;
using RewardServer.Scoring.Manifests;

namespace RewardServer.Inference.Tests.Generation;

/// <summary>
/// Random requests at random times in a small cache, on a model that is a hash: the cache keeps, for each position, a hash of all tokens
/// up to it, made of the position before. A block that is taken too early, shared wrongly or not computed anew changes every later token.
/// </summary>
public class RandomScheduleTests
{
    private const int Block = PackedGraph.BlockSize;
    private const int Vocabulary = 50;
    private const int MostTokens = 8 * Block;

    private static readonly GenerationModel Model = new(LanguageModel.Tokenizer, EndIds: [], Vocabulary, MostTokens);

    private static readonly Gen<Request> AnyRequest = Gen.Select(Gen.Int[0, 3], Gen.Int[1, 70], Gen.Int[0, 120], Gen.Int[0, 2], Gen.Int[0, 30], Gen.Int[0, 12])
        .Select((family, length, limit, question, arrives, patience) => new Request(family, length, limit, question, arrives, patience));

    [Fact]
    public void Whatever_comes_and_goes_each_text_is_that_of_its_tokens()
    {
        var evictions = 0L;
        Gen.Select(AnyRequest.Array[1, 25], Gen.Int[8, 40], Gen.Int[1, 9], Gen.Int[9, 120]).Sample(
            (requests, blocks, sequences, stepTokens) => Interlocked.Add(ref evictions, Check(requests, blocks, sequences, stepTokens)),
            iter: 1500);
        Assert.True(evictions > 100, "hardly any sequence had to give its blocks away");
    }

    private static long Check(Request[] requests, int blocks, int sequences, int stepTokens)
    {
        var allocator = new BlockAllocator(blocks);
        var scheduler = new SequenceScheduler(new BlockPool(allocator), sequences, stepTokens);
        var cache = new ulong[blocks * Block];
        var runs = requests.Select(request => new Run(request)).ToArray();
        for (var step = 0; step < 5000; step++)
        {
            foreach (var run in runs)
            {
                if (run.Request.Arrives == step)
                    scheduler.Add(run.Start());
                if (run.Request.Patience == 0 && run.Request.Arrives + 5 == step)
                    run.Cancellation.Cancel();
            }

            Step(scheduler, cache, stepTokens);
            if (step > 30 && scheduler.IsIdle)
                break;
        }

        Assert.True(scheduler.IsIdle, "sequences were left");
        Assert.Equal(blocks, allocator.Available);
        foreach (var run in runs.Where(run => !run.Job!.Outcome.IsCanceled))
        {
            var (expected, actual) = (Alone(run.Request), run.Job!.Outcome.Result.Value);
            Assert.Equal(expected.Text, actual.Text);
            Assert.Equal((expected.FinishReason, expected.PromptTokens, expected.GeneratedTokens), (actual.FinishReason, actual.PromptTokens, actual.GeneratedTokens));
            Assert.Equal(expected.LogProbabilities, actual.LogProbabilities);
            Assert.Equal(expected.ChoiceLogProbabilities, actual.ChoiceLogProbabilities);
        }

        return scheduler.Evictions;
    }

    // A model's step: all new positions are written, then the last of each sequence that has no more pending is read.
    private static void Step(SequenceScheduler scheduler, ulong[] cache, int stepTokens)
    {
        var slices = scheduler.Plan();
        Assert.InRange(slices.Sum(slice => slice.Tokens), scheduler.IsIdle ? 0 : 1, stepTokens);
        foreach (var (sequence, tokens) in slices)
        {
            var next = sequence.Next(tokens);
            for (var i = 0; i < tokens; i++)
            {
                var position = sequence.Computed + i;
                cache[Slot(sequence, position)] = Mix(position == 0 ? 0 : cache[Slot(sequence, position - 1)], next[i]);
            }
        }

        var sampler = new TokenSampler(Vocabulary);
        foreach (var (sequence, tokens) in slices.ToArray())
        {
            var isRead = tokens == sequence.Pending;
            sequence.Computed += tokens;
            if (isRead)
                sequence.Advance(Logits(cache[Slot(sequence, sequence.Computed - 1)]), sampler);
        }
    }

    // The same request on a scheduler and a cache of its own.
    private static RewardServer.Scoring.Generative.Generation Alone(Request request)
    {
        var run = new Run(request);
        var scheduler = new SequenceScheduler(new BlockPool(new BlockAllocator(8)), 1, MostTokens);
        var cache = new ulong[8 * Block];
        scheduler.Add(run.Start());
        while (!run.Job!.IsOver)
            Step(scheduler, cache, MostTokens);
        Assert.Equal(0, scheduler.Evictions);
        return run.Job.Outcome.Result.Value;
    }

    private static int Slot(TokenSequence sequence, int position) => (sequence.Blocks[position / Block] * Block) + (position % Block);

    private static ulong Mix(ulong before, int token)
    {
        var x = (before ^ ((ulong)token + 0x9E3779B97F4A7C15UL)) * 0xBF58476D1CE4E5B9UL;
        return x ^ (x >> 29);
    }

    private static float[] Logits(ulong hash) => [.. Enumerable.Range(0, Vocabulary).Select(id => (Mix(hash, id) >> 40) / 4e6f)];

    /// <param name="Family">Prompts of one family are beginnings of each other.</param>
    /// <param name="Length">Tokens of the prompt.</param>
    /// <param name="Limit">Tokens at most.</param>
    /// <param name="Question">0: none, 1: at the end, 2: where it was mentioned last.</param>
    /// <param name="Arrives">The step.</param>
    /// <param name="Patience">0: the caller leaves five steps later.</param>
    private sealed record Request(int Family, int Length, int Limit, int Question, int Arrives, int Patience);

    private sealed class Run(Request request)
    {
        public Request Request => request;

        public CancellationTokenSource Cancellation { get; } = new();

        public GenerationJob? Job { get; private set; }

        public TokenSequence Start()
        {
            var question = request.Question switch
            {
                1 => new ResolvedQuestion(ChoicePosition.End, "?", [4, 5, 6], [[7], [8, 9]]),
                2 => new ResolvedQuestion(ChoicePosition.LastMention, "", [], [[10, 11, 12], [13, 14]]),
                _ => null,
            };
            var isAskedAtEnd = question is { Position: ChoicePosition.End };
            var limit = Math.Clamp(request.Limit, isAskedAtEnd ? 0 : 1, MostTokens - request.Length - 3);
            var asked = LanguageModel.Request("unused", new() { MaxTokens = limit, Temperature = 1.3, Seed = (ulong)request.Length }) with
            {
                WantsLogProbabilities = true,
                StopStrings = request.Limit % 4 == 0 ? ["7"] : [],
            };
            Job = new GenerationJob(asked, Cancellation.Token)
            {
                PromptIds = [.. Enumerable.Range(0, request.Length).Select(i => (int)(Mix((ulong)request.Family, i) % Vocabulary))],
                Question = question,
                Limit = limit,
            };
            return new TokenSequence(Job, Model);
        }
    }
}
