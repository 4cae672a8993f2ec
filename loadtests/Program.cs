using RewardServer.LoadTests;

// One command a scenario; each prints its report and writes it to loadtests/results. With "quick" it is a smoke run: few
// repetitions, nothing waited for, nothing written.
Dictionary<string, Func<bool, Task>> scenarios = new()
{
    ["throughput"] = ThroughputScenario.RunAsync,
    ["lone"] = LoneScenario.RunAsync,
    ["start"] = StartScenario.RunAsync,
};

var name = args.FirstOrDefault() ?? "";
var isQuick = args is [_, "quick"];
if ((args.Length == 1 || isQuick) && (name == "all" || scenarios.ContainsKey(name)))
{
    foreach (var (_, run) in scenarios.Where(scenario => name == "all" || scenario.Key == name))
        await run(isQuick);
    return 0;
}

Console.Error.WriteLine($"usage: dotnet run -c Release --project loadtests -- {string.Join(" | ", scenarios.Keys)} | all [quick]");
return 2;
