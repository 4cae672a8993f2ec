using System.Collections.Concurrent;
using RewardServer.Inference;
using RewardServer.Inference.Devices;

namespace RewardServer.Tests.Support;

/// <summary>A real engine that waits for the test before each batch, and can be told to fail.</summary>
internal sealed class GatedEngine(IInferenceEngine inner) : IInferenceEngine
{
    private readonly SemaphoreSlim _entered = new(0);
    private readonly ManualResetEventSlim _gate = new(initialState: false);
    private readonly ConcurrentQueue<int> _tokens = new();
    private int _sequences;

    /// <summary>Thrown instead of running, when set.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Sequences whose run was begun.</summary>
    public int Sequences => Volatile.Read(ref _sequences);

    /// <summary>Tokens of each batch whose run was begun, in order.</summary>
    public IReadOnlyList<int> BatchTokens => [.. _tokens];

    public int MaxTokens => inner.MaxTokens;

    public int OutputWidth => inner.OutputWidth;

    public string Device => inner.Device;

    public DeviceChoice DeviceChoice => inner.DeviceChoice;

    /// <summary>Lets this and all later batches run.</summary>
    public void Open() => _gate.Set();

    /// <summary>Has later batches wait again.</summary>
    public void Close() => _gate.Reset();

    /// <summary>Waits until a batch stands at the gate.</summary>
    public Task WhenEnteredAsync() => _entered.WaitAsync(TestContext.Current.CancellationToken);

    public void Run(IReadOnlyList<InferenceItem> items)
    {
        Interlocked.Add(ref _sequences, items.Count);
        _tokens.Enqueue(items.Sum(item => item.TokenIds.Length));
        _entered.Release();
        _gate.Wait(TimeSpan.FromMinutes(1));
        if (Failure is { } failure)
            throw failure;
        inner.Run(items);
    }

    public void Dispose()
    {
        inner.Dispose();
        _gate.Dispose();
        _entered.Dispose();
    }
}
