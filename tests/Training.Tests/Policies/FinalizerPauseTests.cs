using System.Runtime.CompilerServices;
using RewardServer.Training.Models;

namespace RewardServer.Training.Tests.Policies;

/// <summary>What a garbage collection may not free while libtorch computes.</summary>
public sealed class FinalizerPauseTests
{
    private static int finalized;

    [Fact]
    public void Nothing_is_finalized_before_the_last_pause_ends()
    {
        var first = FinalizerPause.Begin();
        using (FinalizerPause.Begin())
        {
            Abandon();
            GC.Collect();
        }

        Thread.Sleep(50);
        Assert.Equal(0, finalized);

        first.Dispose();
        Assert.True(SpinWait.SpinUntil(Finalized, TimeSpan.FromSeconds(60)));

        static bool Finalized()
        {
            GC.Collect();
            return Volatile.Read(ref finalized) == 100;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Abandon()
    {
        for (var i = 0; i < 100; i++)
        {
            _ = new Abandoned();
        }
    }

    private sealed class Abandoned
    {
        ~Abandoned() => Interlocked.Increment(ref finalized);
    }
}
