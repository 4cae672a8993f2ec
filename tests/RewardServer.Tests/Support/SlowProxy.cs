using System.Net;
using System.Net.Sockets;

namespace RewardServer.Tests.Support;

/// <summary>Passes bytes on to a port of this machine, each answer late.</summary>
internal sealed class SlowProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _accepting;
    private readonly int _port;

    public SlowProxy(int port)
    {
        _port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How late answers are.</summary>
    public TimeSpan Delay { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
            _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stopped.Token));
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _port, _stopped.Token);
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream(), _stopped.Token), CopyLateAsync(far.GetStream(), near.GetStream()));
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // One side is gone; the other is closed with it.
        }
    }

    private async Task CopyLateAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[65536];
        for (var read = await from.ReadAsync(buffer, _stopped.Token); read > 0; read = await from.ReadAsync(buffer, _stopped.Token))
        {
            await Task.Delay(Delay, _stopped.Token);
            await to.WriteAsync(buffer.AsMemory(0, read), _stopped.Token);
        }
    }
}
