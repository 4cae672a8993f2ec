using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RewardServer.Measuring;

namespace RewardServer.LoadTests;

/// <summary>A server in a process of its own, on free ports, serving one model.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly Process _process;

    private ServerProcess(Process process, Uri address, Uri grpcAddress, TimeSpan startTime) =>
        (_process, Address, GrpcAddress, StartTime) = (process, address, grpcAddress, startTime);

    public Uri Address { get; }

    public Uri GrpcAddress { get; }

    public int Id => _process.Id;

    /// <summary>Processor time it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>From starting the process to the first 200 of /health/ready.</summary>
    public TimeSpan StartTime { get; }

    /// <summary>Starts one.</summary>
    /// <param name="modelFolder">What it serves.</param>
    /// <param name="options">Configuration keys, as in <c>Cache:MaxBytes</c>.</param>
    public static async Task<ServerProcess> StartAsync(string modelFolder, IReadOnlyDictionary<string, string>? options = null)
    {
        var (port, grpcPort) = (FreePort(), FreePort());
        var program = Path.Combine(AppContext.BaseDirectory, "..", "..", "RewardServer", "release", "rewardserver.dll");
        if (!File.Exists(program))
            throw new FileNotFoundException($"There is no server at {program}; run with -c Release.");

        string[] arguments = [program, "serve", "--port", Text(port), "--grpc-port", Text(grpcPort), "--model", modelFolder];
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", arguments)
        {
            WorkingDirectory = Report.Repository,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in options ?? new Dictionary<string, string>())
            start.Environment["RewardServer__" + key.Replace(":", "__", StringComparison.Ordinal)] = value;
        var started = TimeProvider.System.GetTimestamp();
        var process = Process.Start(start)!;
        var log = ReadLogAsync(process);
        var address = new Uri($"http://127.0.0.1:{port}");
        while (!await IsReadyAsync(address))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The server ended with exit code {process.ExitCode}:{Environment.NewLine}{await log}");
            if (TimeProvider.System.GetElapsedTime(started) > StartLimit)
            {
                process.Kill();
                throw new TimeoutException($"The server was not ready within {StartLimit.TotalSeconds} s:{Environment.NewLine}{await log}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        return new(process, address, new Uri($"http://127.0.0.1:{grpcPort}"), TimeProvider.System.GetElapsedTime(started));
    }

    /// <summary>Asks it to stop, as a container runtime would, and waits.</summary>
    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", Text(_process.Id)]))
            await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<string> ReadLogAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        return await process.StandardError.ReadToEndAsync() + await output;
    }

    private static async Task<bool> IsReadyAsync(Uri address)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var reply = await client.GetAsync(new Uri(address, "/health/ready"));
            return reply.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false; // not listening yet, or too busy to answer
        }
    }

    /// <summary>A port that nobody listens on now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
