using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RewardServer.Training.Rewards;

/// <summary>The reward server as a child process of a run that was given no address: on free ports of this machine, ended with the run.</summary>
internal sealed partial class RewardServerProcess : IDisposable
{
    private readonly Process process;
    private readonly StreamWriter log;
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RewardServerProcess(ProcessStartInfo start, string logFile)
    {
        log = new StreamWriter(logFile, append: true) { AutoFlush = true };
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Take(line.Data, isError: false);
        process.ErrorDataReceived += (_, line) => Take(line.Data, isError: true);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>
    /// Starts the server that was built last, or builds it, and returns when it listens. Its models may still be loading: calls are refused until
    /// they are there, which <see cref="ServerPatience"/> waits out.
    /// </summary>
    /// <param name="models">Model folders or checkpoints; none for the bundled ones.</param>
    /// <param name="threads">Threads of one engine.</param>
    /// <param name="grpcPort">Port to listen on; 0 for a free one.</param>
    /// <param name="logFile">Where its output goes.</param>
    /// <param name="allowsReload">Whether models can be replaced while it runs.</param>
    /// <exception cref="InvalidOperationException">It ended before it listened.</exception>
    public static async Task<(RewardServerProcess Server, Uri Address)> StartAsync(IReadOnlyList<string> models, int threads, int grpcPort, string logFile, bool allowsReload = false)
    {
        string[] arguments =
        [
            "--port", "0", "--grpc-port", grpcPort.ToString(CultureInfo.InvariantCulture), "--threads", threads.ToString(CultureInfo.InvariantCulture),
            .. models.SelectMany(model => new[] { "--model", Path.GetFullPath(model) }), .. allowsReload ? new[] { "--allow-reload" } : [],
        ];
        var server = new RewardServerProcess(RewardServerProgram.StartInfo(arguments), logFile);
        try
        {
            return (server, await server.listening.Task.ConfigureAwait(false));
        }
        catch (InvalidOperationException)
        {
            server.Dispose();
            throw new InvalidOperationException($"The reward server ended before it listened; {logFile} says why. Start one yourself and give its address.");
        }
    }

    /// <summary>Its id among the processes of this machine.</summary>
    public int ProcessId => process.Id;

    /// <summary>Waits until it has ended; returns its exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return process.ExitCode;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
        log.Dispose();
    }

    private void Take(string? line, bool isError)
    {
        if (line is null)
        {
            if (isError)
            {
                listening.TrySetException(new InvalidOperationException("The reward server ended."));
            }

            return;
        }

        lock (log)
        {
            log.WriteLine(line);
        }

        if (isError && Listening().Match(line) is { Success: true } match)
        {
            listening.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    [GeneratedRegex("gRPC on (http://[^;]+);")]
    private static partial Regex Listening();
}
