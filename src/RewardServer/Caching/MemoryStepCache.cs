using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace RewardServer.Caching;

/// <summary>
/// Head outputs by step key, in bounded memory. Two generations stand in for an exact LRU: what is used moves to the young one;
/// when that has grown to half the budget it becomes the old one, and the old one is forgotten. Reads take no lock.
/// </summary>
internal sealed class MemoryStepCache
{
    /// <summary>Key, dictionary node and array header of one entry, measured on .NET 10 x64.</summary>
    private const int EntryOverhead = 136;

    private readonly long _generationBytes;
    private readonly Lock _turning = new();
    private volatile Generation _young = new();
    private volatile Generation _old = new();

    /// <summary>Creates an empty cache of <see cref="CacheOptions.MaxBytes"/>.</summary>
    public MemoryStepCache(IOptions<CacheOptions> options) => _generationBytes = options.Value.MaxBytes / 2;

    /// <summary>Whether it keeps anything.</summary>
    public bool IsEnabled => _generationBytes > 0;

    /// <summary>Bytes held, overhead included.</summary>
    public long Bytes => _young.Bytes + _old.Bytes;

    /// <summary>The outputs of a read position, or null when they are not known; never to be written to.</summary>
    public float[]? Find(in StepKey key)
    {
        if (_young.Rows.TryGetValue(key, out var row))
            return row;
        if (!_old.Rows.TryGetValue(key, out row))
            return null;
        Store(key, row);
        return row;
    }

    /// <summary>Keeps the outputs of a read position; the array is the cache's from now on.</summary>
    public void Store(in StepKey key, float[] row)
    {
        var generation = _young;
        if (!IsEnabled || !generation.Rows.TryAdd(key, row))
            return;
        if (generation.Add(EntryOverhead + ((long)row.Length * sizeof(float))) > _generationBytes)
            Turn(generation);
    }

    private void Turn(Generation full)
    {
        lock (_turning)
        {
            if (_young != full)
                return;
            _old = full;
            _young = new Generation();
        }
    }

    private sealed class Generation
    {
        private long _bytes;

        public ConcurrentDictionary<StepKey, float[]> Rows { get; } = new();

        public long Bytes => Volatile.Read(ref _bytes);

        public long Add(long bytes) => Interlocked.Add(ref _bytes, bytes);
    }
}
