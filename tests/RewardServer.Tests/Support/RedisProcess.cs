using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace RewardServer.Tests.Support;

/// <summary>A real redis-server of the test's own, on a free port, with nothing on disk.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    /// <summary>Why a test was skipped.</summary>
    public const string SkipReason = "redis-server is not installed (apt-get install redis-server)";

    /// <summary>Stands for the port in arguments.</summary>
    public const string PortArgument = "{port}";

    private readonly string[] _arguments;
    private Process? _process;

    private RedisProcess(int port, string[] arguments) => (Port, _arguments) = (port, arguments);

    /// <summary>Whether there is a redis-server on this machine.</summary>
    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, "redis-server")));

    public int Port { get; }

    /// <summary>The server's option that points there.</summary>
    public (string Key, string Value) Setting => ("Redis:Address", $"127.0.0.1:{Port}");

    /// <summary>Starts one; skips the test where there is none.</summary>
    public static async Task<RedisProcess> StartAsync(params string[] arguments)
    {
        Assert.SkipUnless(IsInstalled, SkipReason);
        var redis = new RedisProcess(FreePort(), arguments);
        await redis.StartAgainAsync();
        return redis;
    }

    /// <summary>One that does not run yet.</summary>
    public static RedisProcess NotStarted()
    {
        Assert.SkipUnless(IsInstalled, SkipReason);
        return new RedisProcess(FreePort(), []);
    }

    /// <summary>Starts it on its port, empty.</summary>
    public async Task StartAgainAsync()
    {
        string[] own = ["--port", Text(Port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath(), "--loglevel", "warning"];
        _process = Process.Start(new ProcessStartInfo("redis-server", [.. own, .. _arguments.Select(argument => argument == PortArgument ? Text(Port) : argument)]) { RedirectStandardOutput = true })!;
        _ = _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        while (!await ListensAsync())
        {
            Assert.False(_process.HasExited, "redis-server ended at once");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Kills it.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Makes it answer nothing while its connections stay open.</summary>
    public Task HangAsync() => SignalAsync("-STOP");

    /// <summary>Lets it go on.</summary>
    public Task ResumeAsync() => SignalAsync("-CONT");

    /// <summary>Talks to it as an administrator.</summary>
    public async Task<T> WithAsync<T>(Func<IDatabase, IServer, Task<T>> talk, string? password = null)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions { EndPoints = { { "127.0.0.1", Port } }, AllowAdmin = true, Password = password });
        return await talk(connection.GetDatabase(), connection.GetServers()[0]);
    }

    /// <summary>Waits until it holds at least so many keys.</summary>
    public Task WhenKeysAsync(int count, string? password = null) => WithAsync(
        async (_, server) =>
        {
            await Eventually.HoldsAsync(async () => await server.DatabaseSizeAsync() >= count, $"Redis has {count} keys");
            return true;
        },
        password);

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        if (!_process.HasExited)
        {
            _process.Kill(); // also when it is stopped
            await _process.WaitForExitAsync(CancellationToken.None);
        }
        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, Text(_process!.Id)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private async Task<bool> ListensAsync()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
