namespace RewardServer.Tokenization;

/// <summary>
/// Hands out working memory without a lock: as many as there are encodings at one time, and as far as possible the one this
/// thread had last, so that its word cache is warm.
/// </summary>
internal sealed class ScratchPool<T>(Func<T> create)
    where T : class
{
    private readonly T?[] _idle = new T?[Environment.ProcessorCount * 2];

    public T Rent()
    {
        var home = Environment.CurrentManagedThreadId;
        for (var i = 0; i < _idle.Length; i++)
        {
            ref var slot = ref _idle[(home + i) % _idle.Length];
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } found)
                return found;
        }
        return create();
    }

    public void Return(T item)
    {
        var home = Environment.CurrentManagedThreadId;
        for (var i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _idle[(home + i) % _idle.Length], item, null) is null)
                return;
        }
    }
}
