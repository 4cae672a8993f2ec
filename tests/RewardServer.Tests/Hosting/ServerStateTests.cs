using RewardServer.Errors;
using RewardServer.Health;
using RewardServer.Scoring;

namespace RewardServer.Tests.Hosting;

public sealed class ServerStateTests
{
    [Fact]
    public async Task Drain_of_an_idle_server_is_immediate()
    {
        using var state = new ServerState();
        Assert.True(await state.DrainAsync(TimeSpan.FromMinutes(1), TimeProvider.System));
        Assert.True(state.Drained.IsCancellationRequested);
    }

    [Fact]
    public async Task Drain_waits_for_calls_in_flight_and_refuses_new_ones()
    {
        using var state = new ServerState();
        var ticket = state.Enter();
        var drain = state.DrainAsync(TimeSpan.FromMinutes(1), TimeProvider.System);
        Assert.Equal(ScoringErrorCode.ShuttingDown, Assert.Throws<ApiException>(() => state.Enter()).Code);
        Assert.False(drain.IsCompleted);
        ticket.Dispose();
        Assert.True(await drain);
    }

    [Fact]
    public async Task Calls_are_all_counted()
    {
        using var state = new ServerState();
        await Parallel.ForAsync(0, 1000, TestContext.Current.CancellationToken, async (_, _) =>
        {
            using var ticket = state.Enter();
            await Task.Yield();
        });
        Assert.Equal(0, state.InFlight);
    }
}
