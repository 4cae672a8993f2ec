using RewardServer.LoadTests.Load;
using RewardServer.LoadTests.Targets;
using RewardServer.Measuring;

namespace RewardServer.LoadTests.Runs;

/// <summary>Runs a scenario: every variant has its server, and they take turns with the same requests.</summary>
internal static class ScenarioRun
{
    /// <summary>Runs one and writes its report.</summary>
    /// <param name="file">The scenario's file.</param>
    /// <param name="isQuick">Whether it is a smoke run: one round, few requests, nothing written.</param>
    public static async Task RunAsync(string file, bool isQuick)
    {
        var scenario = Shorten(LoadScenario.Read(file), isQuick);
        await CpuUse.WaitUntilQuietAsync(0.1, TimeSpan.FromSeconds(isQuick ? 0 : 20));
        var targets = new List<ILoadTarget>();
        try
        {
            foreach (var variant in scenario.Variants)
                targets.Add(await LoadTargets.StartAsync(scenario.Model, variant));
            var cpu = new CpuUse([.. targets.SelectMany(target => target.ProcessIds)]);
            var report = new ScenarioReport(Path.GetFileNameWithoutExtension(file), scenario, isQuick);
            if (scenario.Load.Kind == LoadKind.Closed)
                report.Turns(await TurnsAsync(scenario, targets));
            else
                report.Sweep(await SweepRun.RunAsync(scenario, file, targets[0]));
            report.Save(cpu.OthersShare());
        }
        finally
        {
            foreach (var target in targets)
                await target.DisposeAsync();
        }
    }

    /// <summary>One turn of one variant.</summary>
    public static async Task<TurnResult> TurnAsync(LoadScenario scenario, ScenarioVariant variant, ILoadTarget target, int seed, int requests)
    {
        var calls = (variant.Workload ?? scenario.Workload).Calls(new Corpus(seed), requests);
        Func<Task<Answer>>[] sends = [.. calls.Select(target.Prepare)];
        if (variant.Hits)
            await LoadRun.ClosedAsync(sends, scenario.Load.Connections);
        return TurnResult.Of(await LoadRun.ClosedAsync(sends, scenario.Load.Connections), calls, target);
    }

    private static async Task<TurnResult[][]> TurnsAsync(LoadScenario scenario, List<ILoadTarget> targets)
    {
        var load = scenario.Load;
        for (var v = 0; v < targets.Count; v++)
            await TurnAsync(scenario, scenario.Variants[v], targets[v], scenario.Seed * 1000, Math.Max(load.Connections, load.Requests / 4));
        var turns = new TurnResult[scenario.Rounds][];
        for (var round = 0; round < turns.Length; round++)
        {
            turns[round] = new TurnResult[targets.Count];
            foreach (var v in Enumerable.Range(0, targets.Count).Select(i => (i + round) % targets.Count))
                turns[round][v] = await TurnAsync(scenario, scenario.Variants[v], targets[v], (scenario.Seed * 1000) + round + 1, load.Requests);
            ScoreCheck.Run(scenario, turns[round]);
            Console.WriteLine($"round {round + 1}: " + string.Join(", ", turns[round].Select((turn, v) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{scenario.Variants[v].Name} {turn.TokensASecond:0} tokens/s"))));
        }
        return turns;
    }

    private static LoadScenario Shorten(LoadScenario scenario, bool isQuick) => isQuick
        ? scenario with { Rounds = 1, Load = scenario.Load with { Requests = Math.Min(scenario.Load.Requests, 20), Seconds = 1 } }
        : scenario;
}
