namespace RewardServer.Inference.Tests.Engine;

public class PackedEngineTests
{
    [Fact]
    public void What_does_not_fit_into_one_run_takes_several()
    {
        using var model = TestModel.Random();
        using var engine = model.Load(maxBatchTokens: 16, maxBatchSequences: 3);
        Assert.Equal(512, engine.MaxTokens);
        InferenceItem[] items = [model.Item(512, 1), model.Item(1, 2), .. Enumerable.Range(3, 5).Select(seed => model.Item(40 * seed, seed))];
        engine.Run(items);
        Assert.All(items, item => Assert.Null(item.Error));
        foreach (var item in items)
        {
            var together = item.Output.ToArray();
            engine.Run([item]);
            Assert.Equal(together, item.Output.ToArray());
            Assert.Equal(item.TokenIds.Length, item.ComputedTokens);
        }
    }

    [Fact]
    public void Read_positions_select_rows_of_the_whole()
    {
        using var model = TestModel.Random();
        using var engine = model.Load();
        InferenceItem all = model.Item(40, seed: 5), some = new() { TokenIds = all.TokenIds, ReadPositions = new[] { 0, 7, 39 }, Output = new float[6] };
        engine.Run([all, some]);
        var rows = all.Output.ToArray();
        Assert.Equal([.. rows[0..2], .. rows[14..16], .. rows[78..80]], some.Output.ToArray());
    }

    [Fact]
    public void An_empty_batch_is_nothing_to_do()
    {
        using var model = TestModel.Random();
        using var engine = model.Load();
        engine.Run([]);
    }

    [Theory]
    [InlineData(new int[0], new[] { 0 }, 2, "no tokens")]
    [InlineData(new[] { 1, 300 }, new[] { 0 }, 2, "token id 300 is outside the vocabulary of 300")]
    [InlineData(new[] { 1, -1 }, new[] { 0 }, 2, "token id -1 is outside")]
    [InlineData(new[] { 1 }, new int[0], 2, "no read position")]
    [InlineData(new[] { 1 }, new[] { 1 }, 2, "read position 1 is outside its 1 tokens")]
    [InlineData(new[] { 1, 2 }, new[] { 1, 1 }, 4, "do not ascend")]
    [InlineData(new[] { 1, 2 }, new[] { 0, 1 }, 3, "its output holds 3 numbers")]
    public void Items_the_model_was_not_made_for_are_refused(int[] tokens, int[] positions, int output, string reason)
    {
        using var model = TestModel.Random();
        using var engine = model.Load();
        var item = new InferenceItem { TokenIds = tokens, ReadPositions = positions, Output = new float[output] };
        var error = Assert.Throws<ArgumentException>(() => engine.Run([model.Item(3, 1), item]));
        Assert.Contains("Item 1 of the batch", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_long_says_by_how_much_and_targets_need_a_target_head()
    {
        using var model = TestModel.Random();
        using var engine = model.Load();
        var tooLong = Assert.Throws<ArgumentException>(() => engine.Run([model.Item(513, 1)]));
        Assert.Contains("it has 513 tokens, the model takes 512", tooLong.Message, StringComparison.Ordinal);
        var targets = new InferenceItem { TokenIds = new[] { 1 }, ReadPositions = new[] { 0 }, Targets = new[] { 1 }, Output = new float[2] };
        Assert.Contains("the head does not read any", Assert.Throws<ArgumentException>(() => engine.Run([targets])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_that_is_not_finite_fails_its_item_only()
    {
        using var sound = TestModel.Random();
        var expected = Run(sound, [Without299(sound, 33, 1), Without299(sound, 70, 3)]);
        using var model = TestModel.Random(nanToken: 299);
        using var engine = model.Load();

        // Twice, so that the second batch lies in cache blocks that hold NaN from the first.
        for (var run = 0; run < 2; run++)
        {
            InferenceItem[] items = [Without299(model, 33, 1), Poisoned(model), Without299(model, 70, 3)];
            engine.Run(items);
            Assert.NotNull(items[1].Error);
            Assert.All(items[1].Output.ToArray(), x => Assert.Equal(0, x));
            Assert.Equal(expected[0], items[0].Output.ToArray());
            Assert.Equal(expected[1], items[2].Output.ToArray());
            Assert.Null(items[0].Error);
        }
    }

    [Theory]
    [InlineData("fp32")]
    [InlineData("int8")]
    public void A_run_takes_no_managed_memory_per_token(string precision)
    {
        using var model = TestModel.Random(precision);
        using var engine = model.Load(threads: 2);
        var small = Allocated(engine, [model.Item(1, 1)]);
        var large = Allocated(engine, [.. Enumerable.Range(0, 32).Select(i => model.Item(60, i))]);
        Assert.InRange(small, 0, 8192);
        Assert.InRange(large - small, -512, 512);
    }

    [Fact]
    public void A_graph_that_does_not_load_says_which()
    {
        using var model = TestModel.Random();
        File.WriteAllText(model.Folder.GraphPath, "");
        var error = Assert.Throws<InferenceException>(() => model.Load());
        Assert.Contains(model.Folder.GraphPath, error.Message, StringComparison.Ordinal);
    }

    private static float[][] Run(TestModel model, InferenceItem[] items)
    {
        using var engine = model.Load();
        engine.Run(items);
        return [.. items.Select(i => i.Output.ToArray())];
    }

    private static InferenceItem Without299(TestModel model, int tokens, int seed)
    {
        var item = model.Item(tokens, seed);
        Assert.DoesNotContain(299, item.TokenIds.ToArray());
        return item;
    }

    private static InferenceItem Poisoned(TestModel model)
    {
        var tokens = model.Item(50, 2).TokenIds.ToArray();
        tokens[20] = 299;
        return new InferenceItem { TokenIds = tokens, ReadPositions = new[] { 49 }, Output = new float[2] };
    }

    private static long Allocated(IInferenceEngine engine, InferenceItem[] items)
    {
        for (var i = 0; i < 3; i++)
            engine.Run(items);
        var before = GC.GetAllocatedBytesForCurrentThread();
        const int runs = 10;
        for (var i = 0; i < runs; i++)
            engine.Run(items);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / runs;
    }
}
