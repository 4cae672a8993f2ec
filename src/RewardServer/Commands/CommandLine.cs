using System.CommandLine;
using RewardServer.Errors;
using RewardServer.Models;

namespace RewardServer.Commands;

/// <summary>Runs a command and turns how it ends into an exit code: 0 done, 1 failed, 2 usage.</summary>
internal static class CommandLine
{
    /// <summary>It did what was asked.</summary>
    public const int Done = 0;

    /// <summary>It failed; the reason is on standard error.</summary>
    public const int Failed = 1;

    /// <summary>It was asked wrongly; the reason is on standard error.</summary>
    public const int Usage = 2;

    /// <summary>Parses and runs.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync("rewardserver: " + error.Message);
            await Console.Error.WriteLineAsync("Try 'rewardserver --help', or '--help' after a command.");
            return Usage;
        }
        try
        {
            // The server stops by itself, gently; the default would end it two seconds after the first signal.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (UsageException exception)
        {
            return await FailAsync(exception, Usage);
        }
        catch (Exception exception) when (exception is ModelLoadException or ApiException or IOException or UnauthorizedAccessException)
        {
            return await FailAsync(exception, Failed);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("rewardserver: unexpected failure: " + exception);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("rewardserver: stopped");
            return Failed;
        }
    }

    private static async Task<int> FailAsync(Exception exception, int code)
    {
        await Console.Error.WriteLineAsync("rewardserver: " + exception.Message);
        return code;
    }
}
