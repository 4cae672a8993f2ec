namespace RewardServer.Inference.Tests.Engine;

public class EngineSpeedTests
{
    [Fact]
    public void Smallest_batch_that_is_nearly_as_fast_as_any_is_chosen()
    {
        // 1 ms a run and 10 µs a token: 71,900 tokens/s with 256 tokens, 83,700 with 512, 91,100, 95,300, and 97,600 with 4,096.
        var asked = new List<int>();
        var speed = EngineSpeed.Measure(
            tokens =>
            {
                asked.Add(tokens);
                return TimeSpan.FromMilliseconds(1 + (0.01 * tokens));
            },
            4096);
        Assert.Equal(2048, speed.BatchTokens);
        Assert.Equal(2048 / 0.02148, speed.TokensPerSecond, 1);
        Assert.Equal([256, 256, 512, 512, 1024, 1024, 2048, 2048, 4096, 4096], asked);
    }

    [Fact]
    public void A_large_model_is_not_measured_for_long()
    {
        var runs = 0;
        var speed = EngineSpeed.Measure(tokens => TimeSpan.FromSeconds(++runs * tokens / 400.0), 4096);
        Assert.Equal((1024, 2), (speed.BatchTokens, runs)); // measured with 256 tokens
        Assert.Equal(400, speed.TokensPerSecond, 1e-6); // the better of two
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(1500)]
    public void The_largest_batch_is_never_exceeded(int most) =>
        Assert.InRange(EngineSpeed.Measure(tokens => TimeSpan.FromMilliseconds(tokens), most).BatchTokens, 1, most);

    [Fact]
    public void Measuring_leaves_no_trace()
    {
        using var model = TestModel.Random();
        using var engine = model.Load(maxBatchTokens: 512, prefixCacheBytes: 1 << 20);
        Assert.Equal(512, engine.MeasureSpeed(512)!.Value.BatchTokens);
        Assert.Equal((0L, 0L, 0), (engine.Usage.TokensAsked, engine.Usage.TokensComputed, engine.Usage.BlocksInUse));
    }
}
