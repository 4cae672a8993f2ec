using System.Globalization;
using RewardServer.Measuring;

namespace RewardServer.LoadTests;

/// <summary>
/// Tokens a second through HTTP under saturation against the engine fed directly with the same trajectories under the same
/// bounds. The two take turns in every round; each round has new bodies; scores of both must be the same bits.
/// </summary>
internal static class ThroughputScenario
{
    private const int Connections = 16;
    private const int TrajectoriesARequest = 4;

    // The instruction before every problem is shared otherwise, and the two would compute different tokens.
    private static readonly Dictionary<string, string> EachTokenComputed = new() { ["Inference:PrefixCacheBytes"] = "0" };

    public static async Task RunAsync(bool isQuick)
    {
        var rounds = isQuick ? 1 : 7;
        await CpuUse.WaitUntilQuietAsync(0.1, TimeSpan.FromSeconds(isQuick ? 0 : 60));
        var heavy = await MeasureAsync(TestModels.Heavy(), requests: isQuick ? 10 : 40, rounds, seed: 1);
        var bundled = await MeasureAsync(TestModels.Bundled(), requests: isQuick ? 20 : 1000, rounds, seed: 2);

        var report = new Report("loadtests/results", "throughput", "Throughput: HTTP under saturation against the engine fed directly", "dotnet run -c Release --project loadtests -- throughput");
        report.Others(heavy.Others is { } a && bundled.Others is { } b ? Math.Max(a, b) : null);
        report.Fact($"closed loop: {Connections} connections, {TrajectoriesARequest} new trajectories a request, timed to the last answer; {rounds} rounds, in each the engine and then the server with the same trajectories; median (minimum..maximum)");
        report.Table(
            ["model", "device", "tokens a trajectory", "tokens a round", "engine alone, tokens/s", "through HTTP, tokens/s", "HTTP / engine", "engine alone, CPU µs a token", "server, CPU µs a token"],
            [heavy.Row, bundled.Row]);
        report.Note("Every step score that came over HTTP had the bits of the engine's own. Client, server and engine share the processors, so the client's work counts against the server; the processor time a token is that of the server's process alone.");
        report.Save(isQuick);
    }

    private static async Task<(string[] Row, double? Others)> MeasureAsync(string model, int requests, int rounds, int seed)
    {
        using var feed = new EngineFeed(model);
        await using var server = await ServerProcess.StartAsync(model, EachTokenComputed);
        using var client = new ScoreClient(server.Address, Connections);
        var corpus = new Corpus(seed);
        var load = (requests, TrajectoriesARequest);
        await ThroughputRound.RunAsync(feed, server, client, corpus, load); // warm-up

        var cpu = new CpuUse(server.Id);
        List<ThroughputRound> results = [];
        for (var round = 0; round < rounds; round++)
        {
            results.Add(await ThroughputRound.RunAsync(feed, server, client, corpus, load));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(model)}: engine {results[^1].EngineTokensASecond:0} tokens/s, HTTP {results[^1].ServerTokensASecond:0} tokens/s"));
        }

        string Text(Func<ThroughputRound, double> figure, string format) => new Sample(results.Select(figure)).Text(format);
        return ([
            Path.GetFileName(model),
            feed.Device,
            new Sample(results.SelectMany(round => round.Lengths)).Text("0"),
            Text(round => round.Tokens, "0"),
            Text(round => round.EngineTokensASecond, "0"),
            Text(round => round.ServerTokensASecond, "0"),
            Text(round => round.ServerTokensASecond / round.EngineTokensASecond, "0.000"),
            Text(round => round.Engine.Cpu.TotalMicroseconds / round.Tokens, "0.0"),
            Text(round => round.Server.Cpu.TotalMicroseconds / round.Tokens, "0.0")], cpu.OthersShare());
    }
}
