using CsCheck;
using Microsoft.Extensions.Options;
using RewardServer.Caching;

namespace RewardServer.Tests.Caching;

public sealed class MemoryStepCacheTests
{
    [Fact]
    public void Find_returns_what_was_stored()
    {
        var cache = Create(1 << 20);
        float[] row = [1, 2];
        cache.Store(Key(1), row);
        Assert.Same(row, cache.Find(Key(1)));
        Assert.Null(cache.Find(Key(2)));
    }

    [Fact]
    public void Memory_stays_below_the_bound()
    {
        var cache = Create(100_000);
        for (uint i = 0; i < 10_000; i++)
        {
            cache.Store(Key(i), new float[8]);
            Assert.InRange(cache.Bytes, 1, 100_000 + 500);
        }
    }

    [Fact]
    public void What_is_used_outlives_what_is_not()
    {
        var cache = Create(100_000);
        cache.Store(Key(0), [7]);
        for (uint i = 1; i < 10_000; i++)
        {
            cache.Store(Key(i), new float[8]);
            Assert.NotNull(cache.Find(Key(0)));
        }
        Assert.Null(cache.Find(Key(1)));
    }

    [Fact]
    public void Size_zero_turns_it_off()
    {
        var cache = Create(0);
        cache.Store(Key(1), [1]);
        Assert.False(cache.IsEnabled);
        Assert.Null(cache.Find(Key(1)));
        Assert.Equal(0, cache.Bytes);
    }

    private static MemoryStepCache Create(long bytes) => new(Options.Create(new CacheOptions { MaxBytes = bytes }));

    private static StepKey Key(uint value) => new(value, value * 7919);
}
