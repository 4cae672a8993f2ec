using RewardServer.LoadTests.Load;

namespace RewardServer.LoadTests.Tests;

public sealed class ArrivalsTests
{
    [Fact]
    public void Poisson_arrivals_have_the_rate_and_the_spread_of_it()
    {
        var times = Arrivals.Poisson(rate: 100, TimeSpan.FromSeconds(1000), seed: 1);
        Assert.InRange(times.Length, 98_500, 101_500); // five standard deviations
        Assert.Equal(times.Order(), times);
        var gaps = times.Zip(times.Skip(1), (one, next) => (next - one).TotalSeconds).ToArray();
        var mean = gaps.Average();
        Assert.InRange(Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean))) / mean, 0.98, 1.02);
    }

    [Fact]
    public void Same_seed_gives_the_same_arrivals() =>
        Assert.Equal(Arrivals.Poisson(10, TimeSpan.FromSeconds(10), 7), Arrivals.Poisson(10, TimeSpan.FromSeconds(10), 7));

    [Fact]
    public void Trace_must_ascend()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "{\"at_ms\": 1}\n{\"at_ms\": 2.5}\n");
        Assert.Equal([TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2.5)], Arrivals.Trace(file));
        File.WriteAllText(file, "{\"at_ms\": 2}\n{\"at_ms\": 1}\n");
        Assert.Throws<InvalidDataException>(() => Arrivals.Trace(file));
        File.Delete(file);
    }
}
