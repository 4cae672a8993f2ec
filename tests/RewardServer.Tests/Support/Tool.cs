using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RewardServer.Tests.Support;

/// <summary>Runs the program as its users do: another process.</summary>
internal sealed partial class Tool : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Tool(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        process.ErrorDataReceived += (_, line) => TakeError(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>Starts it.</summary>
    public static Tool Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "rewardserver"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new Tool(process);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var tool = Start(arguments);
        return await tool.WhenEndedAsync();
    }

    /// <summary>Waits until a server says where it listens.</summary>
    public Task<Uri> WhenListeningAsync() => _listening.Task.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Tells it to stop.</summary>
    public void Terminate() => Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]).Dispose();

    /// <summary>Waits for its end.</summary>
    public async Task<(int ExitCode, string Output, string Error)> WhenEndedAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var output = await _output;
        lock (_error)
            return (_process.ExitCode, output, _error.ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    [GeneratedRegex("HTTP on (http://[^,]+),")]
    private static partial Regex Listening();

    private void TakeError(string? line)
    {
        lock (_error)
            _error.AppendLine(line);
        if (line is null)
            _listening.TrySetException(new InvalidOperationException("The program ended."));
        else if (Listening().Match(line) is { Success: true } match)
            _listening.TrySetResult(new Uri(match.Groups[1].Value));
    }
}
