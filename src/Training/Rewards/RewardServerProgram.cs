using System.Diagnostics;

namespace RewardServer.Training.Rewards;

/// <summary>The reward server's program in this checkout: the one that was built last, or <c>dotnet run</c>.</summary>
internal static class RewardServerProgram
{
    private const string Solution = "RewardServer.sln";
    private const string Project = "src/RewardServer";

    private static readonly string[] Configurations = ["release", "debug"];

    /// <summary>How to start it, with its output to be read.</summary>
    /// <exception cref="InvalidOperationException">There is no checkout.</exception>
    public static ProcessStartInfo StartInfo(IReadOnlyList<string> arguments)
    {
        var root = Root();
        var start = Built(root) is { } built
            ? new ProcessStartInfo(built, arguments)
            : new ProcessStartInfo("dotnet", ["run", "-c", "Release", "--project", Path.Combine(root, Project), "--", .. arguments]);
        (start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, false);
        start.WorkingDirectory = root;
        return start;
    }

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it said.</exception>
    public static void Run(IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(StartInfo(arguments)) ?? throw new InvalidOperationException("The reward server's program could not be started.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        output.GetAwaiter().GetResult();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"rewardserver {arguments[0]} failed: {errors.Trim()}");
        }
    }

    /// <summary>The program that was built last in either configuration; null when none was.</summary>
    private static string? Built(string root) => Configurations
        .Select(configuration => Path.Combine(root, "artifacts", "bin", "RewardServer", configuration, OperatingSystem.IsWindows() ? "rewardserver.exe" : "rewardserver"))
        .Where(File.Exists)
        .MaxBy(File.GetLastWriteTimeUtc);

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The reward server can only be started from a checkout. Start one yourself and give its address.");
    }
}
