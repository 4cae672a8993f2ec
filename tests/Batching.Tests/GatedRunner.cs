namespace RewardServer.Batching.Tests;

/// <summary>A runner that stands still until the test lets it go, and remembers what it ran. Results are the items doubled.</summary>
internal sealed class GatedRunner : IDisposable
{
    private readonly SemaphoreSlim _entered = new(0);
    private readonly SemaphoreSlim _gate = new(0);
    private readonly List<int[]> _batches = [];

    public Func<IReadOnlyList<int>, Exception?> Throw { get; set; } = _ => null;

    public int ThreadId { get; private set; }

    public IReadOnlyList<int[]> Batches
    {
        get
        {
            lock (_batches)
                return [.. _batches];
        }
    }

    public void Run(IReadOnlyList<int> items, Span<int> results)
    {
        ThreadId = Environment.CurrentManagedThreadId;
        lock (_batches)
            _batches.Add([.. items]);
        _entered.Release();
        _gate.Wait();
        if (Throw(items) is { } error)
            throw error;
        for (var i = 0; i < items.Count; i++)
            results[i] = 2 * items[i];
    }

    public Task EnteredAsync() => _entered.WaitAsync(TestContext.Current.CancellationToken);

    public void LetGo(int runs = 1) => _gate.Release(runs);

    public void Open() => _gate.Release(1_000_000);

    public void Dispose()
    {
        _entered.Dispose();
        _gate.Dispose();
    }
}
