using RewardServer.LoadTests;
using RewardServer.LoadTests.Runs;
using RewardServer.Measuring;

// One command a scenario; each prints its report and writes it to loadtests/results. With "quick" it is a smoke run: few
// repetitions, nothing waited for, nothing written. What is not written as code here is a file of loadtests/scenarios.
Dictionary<string, Func<bool, Task>> scenarios = new()
{
    ["throughput"] = ThroughputScenario.RunAsync,
    ["lone"] = LoneScenario.RunAsync,
    ["start"] = StartScenario.RunAsync,
};
foreach (var file in Directory.GetFiles(Path.Combine(Report.Repository, "loadtests", "scenarios"), "*.json").Order(StringComparer.Ordinal))
    scenarios.Add(Path.GetFileNameWithoutExtension(file), isQuick => ScenarioRun.RunAsync(file, isQuick));

var isQuick = args is [.., "quick"];
string[] names = [.. args.Take(args.Length - (isQuick ? 1 : 0))];
if (names.Length > 0 && Array.TrueForAll(names, name => name == "all" || scenarios.ContainsKey(name)))
{
    foreach (var (_, run) in scenarios.Where(scenario => names.Contains("all") || names.Contains(scenario.Key)))
        await run(isQuick);
    return 0;
}

Console.Error.WriteLine($"usage: dotnet run -c Release --project loadtests -- <scenario>... [quick]; scenarios: all, {string.Join(", ", scenarios.Keys)}");
return 2;
