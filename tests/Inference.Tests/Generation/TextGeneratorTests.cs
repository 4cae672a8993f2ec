using RewardServer.Inference.Generation;
using RewardServer.Scoring;
using RewardServer.Scoring.Generative;
using GeneratedText = RewardServer.Scoring.Generative.Generation;

namespace RewardServer.Inference.Tests.Generation;

public sealed class TextGeneratorTests : IDisposable
{
    private const string Prompt = "Tom has 3 apples and buys 4 more. How many are there?\n";

    private static readonly SamplingOptions Greedy = new() { MaxTokens = 40 };

    private readonly LanguageModel _model = new();

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task Greedy_text_is_the_most_likely_token_again_and_again()
    {
        await using var generator = _model.Load();
        var generation = await LanguageModel.GenerateAsync(generator, LanguageModel.Request(Prompt, Greedy) with { WantsLogProbabilities = true });

        var (ids, logProbabilities, reason) = GenerateByHand(LanguageModel.Encode(Prompt), 40);
        Assert.Equal(LanguageModel.Tokenizer.Decode(ids, skipSpecial: true), generation.Text);
        Assert.Equal(logProbabilities.Length, generation.GeneratedTokens);
        Assert.Equal(LanguageModel.Encode(Prompt).Length, generation.PromptTokens);
        Assert.Equal(reason, generation.FinishReason);
        for (var i = 0; i < logProbabilities.Length; i++)
            Assert.Equal(logProbabilities[i], generation.LogProbabilities![i], 1e-9);
    }

    [Fact]
    public async Task A_text_has_the_same_tokens_in_any_company_order_cache_and_number_of_threads()
    {
        GenerationRequest[] requests = [.. Enumerable.Range(0, 16).Select(Varied)];
        var alone = new GeneratedText[requests.Length];
        await using (var generator = _model.Load())
        {
            for (var i = 0; i < requests.Length; i++)
                alone[i] = await LanguageModel.GenerateAsync(generator, requests[i]);
        }

        // The small cache holds fewer than two of the longest texts: sequences give their blocks away and are computed anew.
        var evictions = 0L;
        foreach (var (threads, cacheTokens, sequences) in new[] { (1, 4096, 64), (2, 4096, 64), (1, 320, 64), (2, 512, 3) })
        {
            await using var generator = _model.Load(threads, cacheTokens, sequences);
            var random = new Random(cacheTokens + threads);
            int[] order = [.. Enumerable.Range(0, requests.Length)];
            random.Shuffle(order);
            var running = new Task<GeneratedText>[requests.Length];
            foreach (var i in order)
            {
                running[i] = LanguageModel.GenerateAsync(generator, requests[i]);
                if (random.Next(3) == 0)
                    await Task.WhenAny(running.OfType<Task>()); // the others join while some have left
            }

            for (var i = 0; i < requests.Length; i++)
                AssertSame(alone[i], await running[i]);
            evictions += generator.Evictions;
            await AssertAllIsFreeAsync(generator);
        }

        Assert.True(evictions > 0, "no text gave its blocks away: the cache of this test is too large to show anything");
    }

    [Theory]
    [InlineData(1 << 20, "cpu", 3, 3)]
    [InlineData(1 << 25, "cpu", 3, 1)]
    [InlineData(1 << 20, "cuda", 3, 1)]
    public void Threads_share_a_large_model_and_have_a_small_one_each(long weights, string device, int threads, int loops) =>
        Assert.Equal(loops, TextGenerators.CountLoops(weights, device, threads));

    [Fact]
    public async Task A_small_model_writes_the_same_text_in_each_of_its_loops()
    {
        await using var generator = _model.Load(threads: 2);
        Assert.Equal("cpu, 2 threads", generator.Device);
        var texts = Enumerable.Range(0, 6).Select(_ => LanguageModel.GenerateAsync(generator, LanguageModel.Request(Prompt, new() { MaxTokens = 250, Temperature = 1, Seed = 1 }))).ToArray();
        foreach (var text in texts)
            AssertSame(await texts[0], await text);
        Assert.Equal(0, generator.Unfinished);
        await AssertAllIsFreeAsync(generator);
    }

    [Fact]
    public async Task Sampling_that_leaves_one_token_is_greedy()
    {
        await using var generator = _model.Load();
        var greedy = await LanguageModel.GenerateAsync(generator, LanguageModel.Request(Prompt, Greedy));
        SamplingOptions[] narrow =
        [
            Greedy with { Temperature = 1e-7, Seed = 11 },
            Greedy with { Temperature = 3, TopK = 1, Seed = 12 },
            Greedy with { Temperature = 1, TopP = 1e-9, Seed = 13 },
            Greedy with { Temperature = 1, TopP = 1e-9, TopK = 50, Seed = 14 },
        ];
        foreach (var sampling in narrow)
            Assert.Equal(greedy.Text, (await LanguageModel.GenerateAsync(generator, LanguageModel.Request(Prompt, sampling))).Text);
    }

    [Fact]
    public async Task Different_seeds_write_different_texts_and_temperature_0_ignores_them()
    {
        await using var generator = _model.Load();
        var warm = Greedy with { Temperature = 1, Seed = 5 };
        var texts = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => LanguageModel.GenerateAsync(generator, LanguageModel.Request(Prompt, warm.ForSample(i)))));
        Assert.Equal(4, texts.Select(t => t.Text).Distinct().Count());
        var cold = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => LanguageModel.GenerateAsync(generator, LanguageModel.Request(Prompt, Greedy.ForSample(i)))));
        Assert.Single(cold.Select(t => t.Text).Distinct());
    }

    [Fact]
    public async Task Text_ends_exactly_before_a_stop_string_wherever_it_begins()
    {
        await using var generator = _model.Load();
        var request = LanguageModel.Request(Prompt, new() { MaxTokens = 60, Temperature = 1, Seed = 3 });
        var whole = await LanguageModel.GenerateAsync(generator, request);
        Assert.True(whole.Text.Length > 20);
        for (var from = 1; from < 12; from++)
        {
            for (var length = 1; length <= 7; length += 3)
            {
                var stop = whole.Text.Substring(from, length);
                var stopped = await LanguageModel.GenerateAsync(generator, request with { StopStrings = [stop, "never to be seen"] });
                Assert.Equal(whole.Text[..whole.Text.IndexOf(stop, StringComparison.Ordinal)], stopped.Text);
                Assert.Equal(FinishReason.Stop, stopped.FinishReason);
                Assert.True(stopped.GeneratedTokens <= whole.GeneratedTokens);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(25)]
    public async Task Answers_have_the_log_probabilities_of_the_whole_sequence_computed_at_once(int maxTokens)
    {
        await using var generator = _model.Load();
        var question = new ChoiceQuestion { Choices = [new("yes", ["Y", "e", "not one token"]), new("no", ["N"])], Text = "\nIs it right? " };
        var request = LanguageModel.Request(Prompt, Greedy with { MaxTokens = maxTokens }) with { Question = question };
        var generation = await LanguageModel.GenerateAsync(generator, request);

        var (ids, _, _) = GenerateByHand(LanguageModel.Encode(Prompt), maxTokens);
        int[] tokens = [.. LanguageModel.Encode(Prompt), .. ids, .. LanguageModel.Encode(question.Text)];
        var logits = Logits(tokens);
        Assert.Equal(LogProbability(logits, [.. LanguageModel.Encode("Y"), .. LanguageModel.Encode("e")]), generation.ChoiceLogProbabilities![0], 1e-9);
        Assert.Equal(LogProbability(logits, LanguageModel.Encode("N")), generation.ChoiceLogProbabilities[1], 1e-9);
        Assert.Equal(tokens.Length - ids.Length, generation.PromptTokens);
        Assert.Equal(LanguageModel.Tokenizer.Decode(ids, skipSpecial: true), generation.Text);
    }

    [Fact]
    public async Task Behind_a_stop_string_the_question_follows_the_text_that_is_left()
    {
        await using var generator = _model.Load();
        var request = LanguageModel.Request(Prompt, new() { MaxTokens = 60, Temperature = 1, Seed = 3 });
        var whole = await LanguageModel.GenerateAsync(generator, request);
        var question = new ChoiceQuestion { Choices = [new("yes", ["Y"]), new("no", ["N"])], Text = "" };
        for (var length = 1; length < 12; length++)
        {
            var kept = whole.Text[..length];
            var stop = whole.Text[length..(length + 3)];
            if (whole.Text.IndexOf(stop, StringComparison.Ordinal) != length || kept.Contains('\uFFFD', StringComparison.Ordinal))
                continue;
            var stopped = await LanguageModel.GenerateAsync(generator, request with { StopStrings = [stop], Question = question });
            Assert.Equal(kept, stopped.Text);

            // Generated tokens may be others than the tokenizer's for the same text; both spell the text that was kept.
            var room = stopped.PromptTokens - LanguageModel.Encode(Prompt).Length;
            Assert.InRange(room, 0, 12);
            Assert.True(stopped.ChoiceLogProbabilities!.All(double.IsNegative));
        }
    }

    [Fact]
    public async Task An_answer_can_be_read_where_it_was_mentioned_last()
    {
        await using var generator = _model.Load();
        var (ids, logProbabilities, _) = GenerateByHand(LanguageModel.Encode(Prompt), 30);
        var last = Array.LastIndexOf(ids, ids[4]);
        var mentioned = LanguageModel.Tokenizer.Decode([ids[4]], skipSpecial: true);
        Assert.Equal([ids[4]], LanguageModel.Encode(mentioned));
        var other = Enumerable.Range('A', 26).Select(c => ((char)c).ToString()).First(c => !ids.Contains(LanguageModel.Encode(c)[0]));
        var question = new ChoiceQuestion { Choices = [new("this", [mentioned]), new("other", [other])], Position = ChoicePosition.LastMention };
        var request = LanguageModel.Request(Prompt, Greedy with { MaxTokens = 30 });

        var generation = await LanguageModel.GenerateAsync(generator, request with { Question = question });
        Assert.Equal(logProbabilities[last], generation.ChoiceLogProbabilities![0], 1e-9);
        var unmentioned = question with { Choices = [new("other", [other]), new("another", ["\u0007"])] };
        Assert.Null((await LanguageModel.GenerateAsync(generator, request with { Question = unmentioned })).ChoiceLogProbabilities);
    }

    [Fact]
    public async Task Cancelled_texts_give_their_blocks_back_and_release_the_caller_at_once()
    {
        await using var generator = _model.Load(cacheTokens: 512, sequences: 4);
        var expected = await LanguageModel.GenerateAsync(generator, LanguageModel.Request(Prompt, Greedy));
        for (var round = 0; round < 20; round++)
        {
            using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var texts = Enumerable.Range(0, 6)
                .Select(i => generator.GenerateAsync(LanguageModel.Request(Prompt + i, new() { MaxTokens = 250, Temperature = 1, Seed = 1 }), cancellation.Token)).ToArray();
            await cancellation.CancelAsync();
            foreach (var text in texts)
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => text);
        }

        Assert.Equal(0, generator.Unfinished);
        await AssertAllIsFreeAsync(generator);
        AssertSame(expected, await LanguageModel.GenerateAsync(generator, LanguageModel.Request(Prompt, Greedy)));
    }

    [Fact]
    public async Task What_is_still_running_at_the_end_is_told_so()
    {
        var generator = _model.Load(sequences: 1);
        var texts = Enumerable.Range(0, 5).Select(i => generator.GenerateAsync(LanguageModel.Request(Prompt + i, new() { MaxTokens = 200 }), CancellationToken.None)).ToArray();
        await generator.DisposeAsync();
        Assert.Contains(await Task.WhenAll(texts), result => result.Error?.Code == ScoringErrorCode.ShuttingDown);
        Assert.All(await Task.WhenAll(texts), result => Assert.True(result.IsSuccess || result.Error.Code == ScoringErrorCode.ShuttingDown));
        Assert.Equal(0, generator.CacheInUse);
        await generator.DisposeAsync();
        Assert.Equal(ScoringErrorCode.ShuttingDown, (await generator.GenerateAsync(LanguageModel.Request(Prompt, Greedy), CancellationToken.None)).Error!.Code);
    }

    [Fact]
    public async Task More_texts_than_may_wait_are_refused()
    {
        await using var generator = _model.Load(sequences: 1, unfinished: 3);
        var texts = Enumerable.Range(0, 8).Select(i => generator.GenerateAsync(LanguageModel.Request(Prompt, new() { MaxTokens = 200, Temperature = 1 }), CancellationToken.None)).ToArray();
        var results = await Task.WhenAll(texts);
        Assert.Contains(results, result => result.Error?.Code == ScoringErrorCode.Overloaded);
        Assert.True(results.Count(result => result.IsSuccess) >= 3);
    }

    [Fact]
    public async Task Requests_that_cannot_be_met_are_refused_with_the_reason()
    {
        await using var generator = _model.Load();
        var sound = LanguageModel.Request(Prompt, Greedy);
        await AssertRefusedAsync(sound with { Sampling = Greedy with { TopP = 0 } }, ScoringErrorCode.InvalidRequest, "top_p");
        await AssertRefusedAsync(sound with { Sampling = Greedy with { Temperature = double.NaN } }, ScoringErrorCode.InvalidRequest, "temperature");
        await AssertRefusedAsync(sound with { Sampling = Greedy with { MaxTokens = 0 } }, ScoringErrorCode.InvalidRequest, "nothing to do");
        await AssertRefusedAsync(sound with { StopStrings = ["a", ""] }, ScoringErrorCode.InvalidRequest, "stop string");
        await AssertRefusedAsync(sound with { Question = new() { Choices = [new("yes", ["one more word"]), new("no", ["N"])] } }, ScoringErrorCode.InvalidRequest, "'yes'");
        await AssertRefusedAsync(sound with { Question = new() { Choices = [new("yes", ["Y"]), new("no", ["N", "Y"])] } }, ScoringErrorCode.InvalidRequest, "in common");
        await AssertRefusedAsync(LanguageModel.Request("", Greedy), ScoringErrorCode.InvalidRequest, "no tokens");
        await AssertRefusedAsync(LanguageModel.Request(string.Concat(Enumerable.Repeat("q7 ", 400)), Greedy), ScoringErrorCode.TooLong, "320");

        async Task AssertRefusedAsync(GenerationRequest request, ScoringErrorCode code, string because)
        {
            var result = await generator.GenerateAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(code, result.Error?.Code);
            Assert.Contains(because, result.Error!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_text_ends_where_the_model_is_full()
    {
        await using var generator = _model.Load();
        var generation = await LanguageModel.GenerateAsync(generator, LanguageModel.Request(Prompt, new() { Temperature = 2, Seed = 8, MaxTokens = 5000 }));
        Assert.True(generation.FinishReason is FinishReason.Length or FinishReason.End);
        if (generation.FinishReason == FinishReason.Length)
            Assert.Equal(LanguageModel.MaxTokens, generation.PromptTokens + generation.GeneratedTokens);
    }

    // The loop lets go of a text's blocks with the step after its last.
    private static async Task AssertAllIsFreeAsync(ILocalTextGenerator generator)
    {
        for (var i = 0; i < 1000 && generator.CacheInUse > 0; i++)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.Equal(0, generator.CacheInUse);
    }

    // Some share a long beginning, some are short; every way of sampling.
    private static GenerationRequest Varied(int i)
    {
        var prompt = (i % 3 == 0 ? "" : string.Concat(Enumerable.Repeat(Prompt, 3))) + (i % 4 == 0 ? "" : $"And {i} pears?");
        var sampling = new SamplingOptions
        {
            MaxTokens = 10 + (i * 37 % 180),
            Temperature = i % 5 == 0 ? 0 : 0.5 + (0.2 * i),
            TopP = i % 2 == 0 ? 1 : 0.9,
            TopK = i % 7 == 0 ? 12 : 0,
            Seed = (ulong)i,
        };
        return LanguageModel.Request(prompt.Length == 0 ? "Why?" : prompt, sampling) with
        {
            WantsLogProbabilities = true,
            StopStrings = i % 6 == 1 ? ["zz", "e"] : [],
            Question = i % 4 == 2 ? new() { Choices = [new("yes", ["Y"]), new("no", ["N"])], Text = "So?" } : null,
        };
    }

    private static void AssertSame(GeneratedText expected, GeneratedText actual)
    {
        Assert.Equal(expected.Text, actual.Text);
        Assert.Equal(
            (expected.FinishReason, expected.PromptTokens, expected.GeneratedTokens),
            (actual.FinishReason, actual.PromptTokens, actual.GeneratedTokens));
        Assert.Equal(expected.LogProbabilities?.Select(BitConverter.DoubleToInt64Bits), actual.LogProbabilities?.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(expected.ChoiceLogProbabilities?.Select(BitConverter.DoubleToInt64Bits), actual.ChoiceLogProbabilities?.Select(BitConverter.DoubleToInt64Bits));
    }

    // Every token with a prefill of its own on the scoring engine.
    private (int[] Ids, double[] LogProbabilities, FinishReason Reason) GenerateByHand(int[] prompt, int count)
    {
        using var engine = _model.LoadEngine();
        List<int> ids = [];
        List<double> logProbabilities = [];
        while (logProbabilities.Count < count)
        {
            var logits = Logits([.. prompt, .. ids], engine);
            var best = Array.IndexOf(logits, logits.Max());
            logProbabilities.Add(LogProbability(logits, [best]));
            if (best == LanguageModel.EndId)
                return ([.. ids], [.. logProbabilities], FinishReason.End);
            ids.Add(best);
        }

        return ([.. ids], [.. logProbabilities], FinishReason.Length);
    }

    private float[] Logits(int[] tokens)
    {
        using var engine = _model.LoadEngine();
        return Logits(tokens, engine);
    }

    private static float[] Logits(int[] tokens, IInferenceEngine engine)
    {
        var item = new InferenceItem { TokenIds = tokens, ReadPositions = new[] { tokens.Length - 1 }, Output = new float[engine.OutputWidth] };
        engine.Run([item]);
        Assert.Null(item.Error);
        return item.Output.ToArray();
    }

    private static double LogProbability(float[] logits, int[] ids) =>
        Math.Log(ids.Sum(id => Math.Exp(logits[id])) / logits.Sum(z => Math.Exp(z)));
}
