namespace RewardServer.Training.Tasks;

/// <summary>
/// SplitMix64: a small generator whose sequence is fixed by this file, so that the same seed gives the same problems on every
/// runtime and platform.
/// </summary>
internal sealed class TaskRandom(ulong seed)
{
    private ulong state = seed;

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, <paramref name="count"/>).</summary>
    public int Below(int count) => (int)(((NextBits() >> 32) * (ulong)count) >> 32);

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>], both included.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>Uniform in [0, 1).</summary>
    public double Unit() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with probability <paramref name="probability"/>.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>
    /// The generator of one place in a run, such as (seed, update, row): random numbers by counting, so that a resumed run draws what
    /// one that never stopped would have drawn.
    /// </summary>
    public static TaskRandom At(params ReadOnlySpan<int> place)
    {
        var state = 0UL;
        foreach (var index in place)
        {
            state = new TaskRandom(state ^ (uint)index).NextBits();
        }

        return new TaskRandom(state);
    }

    /// <summary>One of <paramref name="items"/>.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>Index drawn in proportion to <paramref name="weights"/>.</summary>
    public int Weighted(params ReadOnlySpan<int> weights)
    {
        var total = 0;
        foreach (var weight in weights)
        {
            total += weight;
        }

        var drawn = Below(total);
        var index = 0;
        while (drawn >= weights[index])
        {
            drawn -= weights[index++];
        }

        return index;
    }

    /// <summary>Shuffles in place.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
