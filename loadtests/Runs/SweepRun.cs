using System.Diagnostics;
using RewardServer.LoadTests.Load;
using RewardServer.LoadTests.Targets;

namespace RewardServer.LoadTests.Runs;

/// <summary>One rate of a sweep.</summary>
/// <param name="Name">The rate in words.</param>
/// <param name="Offered">Requests a second that were sent; null for the closed loop.</param>
/// <param name="Turn">What became of them.</param>
/// <param name="MemoryBytes">The server's memory at the end.</param>
internal sealed record SweepPoint(string Name, double? Offered, TurnResult Turn, long MemoryBytes);

/// <summary>Open loops at several rates, after a closed loop that finds the server's capacity; or one with recorded arrivals.</summary>
internal static class SweepRun
{
    public static async Task<SweepPoint[]> RunAsync(LoadScenario scenario, string file, ILoadTarget target)
    {
        var load = scenario.Load;
        await ScenarioRun.TurnAsync(scenario, scenario.Variants[0], target, scenario.Seed * 1000, load.Requests);
        var closed = await ScenarioRun.TurnAsync(scenario, scenario.Variants[0], target, (scenario.Seed * 1000) + 1, load.Requests);
        List<SweepPoint> points = [new("closed loop", null, closed, MemoryOf(target))];
        if (load.Kind == LoadKind.Trace)
            points.Add(await OpenAsync("trace", Arrivals.Trace(Path.Combine(Path.GetDirectoryName(file)!, load.Trace!))));
        for (var i = 0; i < load.Rates.Length; i++)
        {
            var rate = load.Rates[i] * closed.RequestsASecond;
            points.Add(await OpenAsync(FormattableString.Invariant($"{load.Rates[i]:0.##} x capacity"), Arrivals.Poisson(rate, TimeSpan.FromSeconds(load.Seconds), scenario.Seed + i)));
        }
        return [.. points];

        async Task<SweepPoint> OpenAsync(string name, TimeSpan[] arrivals)
        {
            if (arrivals.Length == 0)
                arrivals = [TimeSpan.Zero]; // a run too short for its rate

            var calls = scenario.Workload.Calls(new Corpus((scenario.Seed * 1000) + 10 + points.Count), arrivals.Length);
            var run = await LoadRun.OpenAsync([.. calls.Select(target.Prepare)], arrivals);
            var turn = TurnResult.Of(run, calls, target);
            Console.WriteLine(FormattableString.Invariant($"{name}: {turn.RequestsASecond:0.0} answered a second, {turn.Count(AnswerKind.Refused)} refused"));
            return new(name, arrivals.Length / Math.Max(arrivals[^1].TotalSeconds, 1e-3), turn, MemoryOf(target));
        }
    }

    private static long MemoryOf(ILoadTarget target)
    {
        using var process = Process.GetProcessById(target.ProcessIds[0]);
        return process.WorkingSet64;
    }
}
