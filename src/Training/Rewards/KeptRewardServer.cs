namespace RewardServer.Training.Rewards;

/// <summary>
/// A reward server of a run's own that is started again, on the same port and with the same models, whenever it ends before the run does. Calls meet nobody
/// meanwhile, which <see cref="ServerPatience"/> waits out: its limit is how long a server may fail to come back.
/// </summary>
internal sealed class KeptRewardServer : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly Func<int, Task<(RewardServerProcess Server, Uri Address)>> start;
    private readonly Action<string> note;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task keeping;
    private RewardServerProcess current;

    private KeptRewardServer(RewardServerProcess first, Uri address, Func<int, Task<(RewardServerProcess Server, Uri Address)>> start, Action<string> note, TimeProvider time)
    {
        (current, Address, this.start, this.note, this.time) = (first, address, start, note, time);
        keeping = Task.Run(KeepAsync);
    }

    /// <summary>Where it listens, before and after it was started again.</summary>
    public Uri Address { get; }

    /// <summary>Process id of the one that runs.</summary>
    public int ProcessId => current.ProcessId;

    /// <summary>Starts it.</summary>
    /// <param name="start">Starts a server that listens on a port, 0 for a free one.</param>
    /// <param name="note">Told whenever it is started again.</param>
    /// <param name="time">The clock of pauses between tries.</param>
    /// <exception cref="InvalidOperationException">The first one ended before it listened: there is nothing to be started again.</exception>
    public static async Task<KeptRewardServer> StartAsync(Func<int, Task<(RewardServerProcess Server, Uri Address)>> start, Action<string> note, TimeProvider time)
    {
        var (server, address) = await start(0).ConfigureAwait(false);
        return new KeptRewardServer(server, address, start, note, time);
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        current.Dispose();
        stopping.Dispose();
    }

    private async Task KeepAsync()
    {
        while (true)
        {
            var code = await current.EndAsync(stopping.Token).ConfigureAwait(false);
            note($"The reward server ended with exit code {code}; it is started again.");
            current.Dispose();
            current = await AgainAsync().ConfigureAwait(false);
        }
    }

    private async Task<RewardServerProcess> AgainAsync()
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            stopping.Token.ThrowIfCancellationRequested();
            try
            {
                return (await start(Address.Port).ConfigureAwait(false)).Server;
            }
            catch (InvalidOperationException exception)
            {
                note(exception.Message);
            }

            await Task.Delay(pause, time, stopping.Token).ConfigureAwait(false);
        }
    }
}
