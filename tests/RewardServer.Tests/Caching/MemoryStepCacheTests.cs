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

    [Fact]
    public void Keys_are_equal_exactly_for_equal_prefixes_of_the_same_model()
    {
        var tokens = Gen.Int[0, 5].Array[1, 12];
        Gen.Select(tokens, tokens).Sample((first, second) =>
        {
            var keys = new StepKeys("sha256:a");
            var reads = Enumerable.Range(0, first.Length).ToArray();
            var others = Enumerable.Range(0, second.Length).ToArray();
            var left = keys.Of(first, reads);
            var right = keys.Of(second, others);
            for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
                Assert.Equal(first.AsSpan(0, i + 1).SequenceEqual(second.AsSpan(0, i + 1)), left[i] == right[i]);
            Assert.Equal(left.Length, left.Distinct().Count());
            Assert.NotEqual(left, new StepKeys("sha256:b").Of(first, reads));
        });
    }

    [Fact]
    public void Longer_trajectory_shares_the_keys_of_its_first_steps()
    {
        var keys = new StepKeys("f");
        int[] tokens = [5, 6, 7, 8, 9, 10];
        Assert.Equal(keys.Of(tokens.AsSpan(0, 4), [1, 3]), keys.Of(tokens, [1, 3, 5])[..2]);
    }

    private static MemoryStepCache Create(long bytes) => new(Options.Create(new CacheOptions { MaxBytes = bytes }));

    private static StepKey Key(uint value) => new(value, value * 7919);
}
