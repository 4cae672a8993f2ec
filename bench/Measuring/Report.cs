using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace RewardServer.Measuring;

/// <summary>A result page: what was measured where, when, of which commit and with which command, then tables and notes.</summary>
internal sealed class Report
{
    private readonly StringBuilder _text = new();
    private readonly string _folder;
    private readonly string _name;

    /// <summary>Starts a page that <see cref="Save"/> writes to <c>&lt;folder&gt;/&lt;name&gt;.md</c> below the repository.</summary>
    public Report(string folder, string name, string title, string command)
    {
        (_folder, _name) = (folder, name);
        _text.AppendLine($"# {title}").AppendLine();
        _text.AppendLine($"- command: `{command}`");
        _text.AppendLine($"- commit: {Commit()}; {DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm} UTC");
        _text.AppendLine($"- machine: {Processor()}, {Environment.ProcessorCount} logical processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30)} GiB; {RuntimeInformation.OSDescription}; {RuntimeInformation.FrameworkDescription}");
    }

    /// <summary>The root of the repository: the folder with the solution, above the program.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>One more line of the list at the top.</summary>
    public void Fact(string text) => _text.AppendLine($"- {text}");

    /// <summary>What others used of the machine during the measurement.</summary>
    public void Others(double? share) => Fact(share is { } known ? $"processors used by others meanwhile: {known:P0}" : "processors used by others meanwhile: unknown");

    /// <summary>A paragraph.</summary>
    public void Note(string text) => _text.AppendLine().AppendLine(text);

    /// <summary>A table.</summary>
    public void Table(string[] heads, IEnumerable<string[]> rows)
    {
        _text.AppendLine().AppendLine($"| {string.Join(" | ", heads)} |").AppendLine($"|{string.Concat(Enumerable.Repeat("---|", heads.Length))}");
        foreach (var row in rows)
            _text.AppendLine($"| {string.Join(" | ", row)} |");
    }

    /// <summary>Prints the page and, unless it is only to be looked at, writes it.</summary>
    public void Save(bool printOnly = false)
    {
        Console.WriteLine(_text);
        if (printOnly)
            return;
        var folder = Path.Combine(Repository, _folder);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, _name + ".md"), _text.ToString());
        Console.WriteLine($"written to {Path.Combine(_folder, _name)}.md");
    }

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "RewardServer.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException($"RewardServer.sln is in no folder above {AppContext.BaseDirectory}; run from a checkout.");
    }

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown"
        : RuntimeInformation.ProcessArchitecture.ToString();

    private static string Commit()
    {
        try
        {
            return Git("rev-parse --short HEAD") + (Git("status --porcelain -- src").Length > 0 ? " with changes in src" : "");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown (no git)";
        }
    }

    private static string Git(string arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Repository, RedirectStandardOutput = true })!;
        var output = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        return output;
    }
}
