using System.Globalization;

namespace RewardServer.Inference.Tests.Engine;

public class SharedWeightsTests
{
    [Theory]
    [InlineData("fp32")]
    [InlineData("int8")]
    public void Engines_that_share_weights_have_the_bits_of_one_that_does_not(string precision)
    {
        using var model = TestModel.Random(precision);
        using var own = model.Load();
        using var first = Load(model);
        var second = Load(model);
        foreach (var engine in new[] { first, second })
            Assert.Equal(Scores(model, own), Scores(model, engine));
        second.Dispose();
        Assert.Equal(Scores(model, own), Scores(model, first)); // the weights go with the last of them only
    }

    [Fact]
    public void A_second_engine_takes_little_memory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the memory of a process is read from /proc");
        using var model = TestModel.Random(hidden: 512, intermediate: 2048, layers: 6, heads: 8);
        var weights = new FileInfo(Path.Combine(model.Path, model.Folder.WeightFiles[0])).Length;
        using var first = Load(model);
        var before = Memory();
        using var second = Load(model);
        Assert.InRange(Memory() - before, long.MinValue, weights / 2);
        Assert.Equal(Scores(model, first), Scores(model, second));
    }

    private static IInferenceEngine Load(TestModel model) =>
        InferenceEngines.Load(model.Folder, new InferenceOptions { Device = "cpu", Threads = 1, CpuEngines = 2, PrefixCacheBytes = 0, MaxBatchTokens = 512, MaxBatchSequences = 8 });

    private static uint[] Scores(TestModel model, IInferenceEngine engine)
    {
        var item = model.Item(50, seed: 1);
        engine.Run([item]);
        Assert.Null(item.Error);
        return [.. item.Output.ToArray().Select(BitConverter.SingleToUInt32Bits)];
    }

    // Anonymous memory alone: pages of a mapped file are everybody's.
    private static long Memory()
    {
        GC.Collect();
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
