using System.Diagnostics;
using RewardServer.TestKit;

namespace RewardServer.Architecture.Tests;

/// <summary>What must never be committed, and what must be said where.</summary>
public sealed class RepositoryHygieneTests
{
    private static readonly string[] TextEndings = [".cs", ".csproj", ".props", ".targets", ".md", ".json", ".proto", ".yaml", ".yml", ".sh", ".mjs"];

    [Fact]
    public void Every_source_file_stays_readable_in_size()
    {
        var tooLong = Tracked("*.cs").Where(f => f.StartsWith("src/", StringComparison.Ordinal))
            .Select(f => (File: f, Lines: File.ReadLines(Path.Combine(Repository.Root, f)).Count()))
            .Where(f => f.Lines > 400);

        Assert.Empty(tooLong);
    }

    [Fact]
    public void No_committed_text_names_a_machine_path()
    {
        string[] machinePaths = ["/" + "work/", "/" + "root/", "/" + "home/"];
        var offenders = Tracked("*").Where(f => TextEndings.Contains(Path.GetExtension(f)))
            .Where(f => machinePaths.Any(File.ReadAllText(Path.Combine(Repository.Root, f)).Contains));

        Assert.Empty(offenders);
    }

    [Fact]
    public void Every_adr_fits_a_page()
    {
        var tooLong = Tracked("docs/adr/*.md").Where(f => File.ReadLines(Path.Combine(Repository.Root, f)).Count() > 60);

        Assert.Empty(tooLong);
    }

    private static string[] Tracked(string pattern)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["ls-files", "--", pattern])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        })!;
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return files;
    }
}
