using RewardServer.Measuring;

namespace RewardServer.LoadTests;

/// <summary>What the server adds to the engine for a request that is alone, on the bundled model: the server's own total minus its engine time.</summary>
internal static class LoneScenario
{
    public static async Task RunAsync(bool isQuick)
    {
        var (warmUp, requests) = isQuick ? (20, 50) : (500, 2000);
        await CpuUse.WaitUntilQuietAsync(0.1, TimeSpan.FromSeconds(isQuick ? 0 : 60));
        var model = TestModels.Bundled();
        await using var server = await ServerProcess.StartAsync(model);
        using var client = new ScoreClient(server.Address, 1);
        byte[][] bodies = [.. new Corpus(3).Take(warmUp + requests).Select(trajectory => ScoreClient.Body([trajectory]))];
        foreach (var body in bodies.Take(warmUp))
            await client.PostAsync(body);

        var cpu = new CpuUse(server.Id);
        List<double> overheads = [], engine = [], roundTrips = [], tokens = [];
        foreach (var body in bodies.Skip(warmUp))
        {
            var started = TimeProvider.System.GetTimestamp();
            var bytes = await client.PostAsync(body);
            roundTrips.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            var reply = ScoreReply.Parse(bytes);
            overheads.Add(reply.TotalMs - reply.InferMs);
            engine.Add(reply.InferMs);
            tokens.Add(reply.ComputedTokens);
        }

        var report = new Report("loadtests/results", "lone", "Lone request: what the server adds to the engine", "dotnet run -c Release --project loadtests -- lone");
        report.Others(cpu.OthersShare());
        report.Fact($"model {Path.GetFileName(model)}; one connection, one new trajectory a request, {new Sample(tokens).Text("0")} tokens; {requests} requests after {warmUp} to warm up");
        report.Table(["ms", "median", "90 %", "99 %", "minimum", "maximum"],
        [
            Row("server's total minus engine", overheads),
            Row("engine", engine),
            Row("client's round trip minus engine", roundTrips.Zip(engine, (trip, inside) => trip - inside)),
            Row("client's round trip", roundTrips),
        ]);
        report.Save(isQuick);
    }

    private static string[] Row(string name, IEnumerable<double> values)
    {
        var sample = new Sample(values);
        return [name, .. new[] { sample.Median, sample.Quantile(0.9), sample.Quantile(0.99), sample.Min, sample.Max }
            .Select(value => value.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture))];
    }
}
