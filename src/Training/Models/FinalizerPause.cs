using System.Runtime.CompilerServices;

namespace RewardServer.Training.Models;

/// <summary>
/// Keeps finalizers from running while libtorch computes.
/// <para>
/// TorchSharp makes an object of every number an operation takes (for <c>a + b</c> too) and hands its native memory on without holding the object.
/// A garbage collection that another thread causes in the middle of the call finalizes it, and the operation reads freed memory: that ended 3 of 12
/// runs of 120 updates. So the thread of finalizers is held for as long as anyone computes. A pause is to be short, an update or an
/// evaluation: what is not finalized takes memory, and a process that ends waits for that thread.
/// </para>
/// </summary>
internal sealed class FinalizerPause : IDisposable
{
    private static readonly Lock Change = new();
    private static ManualResetEventSlim gate = new();
    private static int users;

    private FinalizerPause()
    {
    }

    /// <summary>Holds finalizers until what is returned, and all that was returned to others meanwhile, is disposed.</summary>
    public static FinalizerPause Begin()
    {
        lock (Change)
        {
            if (users++ == 0)
            {
                Close(gate = new ManualResetEventSlim());
            }
        }

        return new FinalizerPause();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (Change)
        {
            if (--users == 0)
            {
                gate.Set();
            }
        }
    }

    private static void Close(ManualResetEventSlim gate)
    {
        var held = new ManualResetEventSlim();
        Abandon(gate, held);
        GC.Collect(0);
        while (!held.Wait(TimeSpan.FromMilliseconds(100)))
        {
            GC.Collect(); // a collection in between has made the keeper older
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Abandon(ManualResetEventSlim gate, ManualResetEventSlim held) => _ = new Keeper(gate, held);

    /// <summary>Its finalizer stands in the way of all others until the gate opens.</summary>
    private sealed class Keeper(ManualResetEventSlim gate, ManualResetEventSlim held)
    {
        ~Keeper()
        {
            held.Set();
            gate.Wait();
        }
    }
}
