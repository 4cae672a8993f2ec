using RewardServer.Bench;

// One command a benchmark; each prints its report and writes it to bench/results. Load tests of the server are in loadtests/.
Dictionary<string, Func<string[], Task>> benchmarks = new()
{
    ["attention"] = AttentionBench.RunAsync,
    ["batcher"] = _ => BatcherBench.RunAsync(),
    ["cuda"] = CudaBench.RunAsync,
    ["early-stop"] = EarlyStopBench.RunAsync,
    ["engine"] = EngineBench.RunAsync,
    ["generation"] = GenerationBench.RunAsync,
    ["heads"] = HeadBench.RunAsync,
    ["log-probability-memory"] = LogProbabilityMemory.RunAsync,
    ["precision"] = PrecisionBench.RunAsync,
    ["sharing"] = SharingBench.RunAsync,
    ["tokenizer"] = arguments =>
    {
        TokenizerBench.Run(arguments);
        return Task.CompletedTask;
    },
};

if (args.Length > 0 && benchmarks.TryGetValue(args[0], out var run))
{
    await run(args[1..]);
    return 0;
}

Console.Error.WriteLine($"usage: dotnet run -c Release --project bench -- {string.Join(" | ", benchmarks.Keys)}");
return 2;
