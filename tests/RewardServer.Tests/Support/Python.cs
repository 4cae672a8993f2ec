using System.Diagnostics;
using System.Text.Json.Nodes;
using RewardServer.TestKit;

namespace RewardServer.Tests.Support;

/// <summary>Runs scripts with the system's Python and the client of <c>clients/python</c>.</summary>
internal static class Python
{
    private const string Interpreter = "/usr/bin/python3";

    /// <summary>Runs a script against a server and reads the JSON that it prints; skips the test where there is no Python.</summary>
    public static async Task<JsonNode> JsonAsync(Uri server, string script) => JsonNode.Parse(await RunAsync(server, script))!;

    /// <summary>Runs a script against a server; what it prints. Fails when it fails.</summary>
    public static async Task<string> RunAsync(Uri server, string script)
    {
        Assert.SkipUnless(File.Exists(Interpreter), $"there is no {Interpreter} (apt-get install python3)");
        using var process = Process.Start(Command(server))!;
        await process.StandardInput.WriteAsync(script);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await error);
        return output;
    }

    private static ProcessStartInfo Command(Uri server)
    {
        var start = new ProcessStartInfo(Interpreter, ["-B", "-"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in new[] { "http_proxy", "HTTP_PROXY", "REWARDSERVER_MODEL", "REWARDSERVER_TIMEOUT" })
            start.Environment.Remove(name);
        start.Environment["PYTHONPATH"] = Path.Combine(Repository.Root, "clients", "python");
        start.Environment["REWARDSERVER_URL"] = server.ToString();
        return start;
    }
}
