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
            ["model", "device", "tokens a trajectory", "tokens a round", "engine alone, tokens/s", "through HTTP, tokens/s", "HTTP / engine"],
            [heavy.Row, bundled.Row]);
        report.Note("Every step score that came over HTTP had the bits of the engine's own. Client, server and engine share the processors, so the client's work counts against the server.");
        report.Save(isQuick);
    }

    private static async Task<(string[] Row, double? Others)> MeasureAsync(string model, int requests, int rounds, int seed)
    {
        using var feed = new EngineFeed(model);
        await using var server = await ServerProcess.StartAsync(model);
        using var client = new ScoreClient(server.Address, Connections);
        var corpus = new Corpus(seed);
        await RoundAsync(feed, client, corpus, requests); // warm-up

        var cpu = new CpuUse(server.Id);
        List<(double Engine, double Server, int Tokens)> results = [];
        var lengths = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var (engine, http, tokens) = await RoundAsync(feed, client, corpus, requests);
            lengths.AddRange(tokens);
            results.Add((engine, http, (int)tokens.Sum()));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(model)}: engine {engine:0} tokens/s, HTTP {http:0} tokens/s, {http / engine:P1}"));
        }

        return ([
            Path.GetFileName(model),
            feed.Device,
            new Sample(lengths).Text("0"),
            new Sample(results.Select(round => (double)round.Tokens)).Text("0"),
            new Sample(results.Select(round => round.Engine)).Text("0"),
            new Sample(results.Select(round => round.Server)).Text("0"),
            new Sample(results.Select(round => round.Server / round.Engine)).Text("0.000")], cpu.OthersShare());
    }

    private static async Task<(double EngineTokensASecond, double ServerTokensASecond, double[] Lengths)> RoundAsync(
        EngineFeed feed, ScoreClient client, Corpus corpus, int requests)
    {
        var trajectories = corpus.Take(requests * TrajectoriesARequest);
        var items = feed.Encode(trajectories);
        byte[][] bodies = [.. trajectories.Chunk(TrajectoriesARequest).Select(ScoreClient.Body)];
        var tokens = items.Sum(item => item.TokenIds.Length);

        var direct = feed.Run(items);
        var (replies, elapsed) = await client.PostAllAsync(bodies);

        var parsed = Array.ConvertAll(replies, ScoreReply.Parse);
        if (parsed.Sum(reply => reply.ComputedTokens) != tokens)
            throw new InvalidOperationException($"The server computed {parsed.Sum(reply => reply.ComputedTokens)} tokens, not {tokens}: something was cached or laid out otherwise.");
        if (!parsed.SelectMany(reply => reply.Scores).SequenceEqual(feed.Scores(items)))
            throw new InvalidOperationException("Scores that came over HTTP differ from the engine's own.");
        return (tokens / direct.TotalSeconds, tokens / elapsed.TotalSeconds, [.. items.Select(item => (double)item.TokenIds.Length)]);
    }
}
