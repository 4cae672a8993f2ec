using System.CommandLine;
using RewardServer.Client;
using RewardServer.Training.Evaluation.Benchmarks;
using RewardServer.Training.Evaluation.Files;
using RewardServer.Training.Tasks;
using Spectre.Console;

namespace RewardServer.Training.Evaluation;

/// <summary><c>evaluate BENCHMARK</c>: measures a served model with local files in a published format, or with generated held-out problems.</summary>
internal static class EvaluateCommand
{
    private static readonly Option<string?> Server = new("--server") { Description = "gRPC address of a running server [default: one is started]" };
    private static readonly Option<string?> Model = new("--model") { Description = "Name of a served model, or a model folder to start a server with" };
    private static readonly Option<DirectoryInfo?> Output = new("--output") { Description = "Where the report is written [default: artifacts/evaluation/BENCHMARK-MODEL]" };
    private static readonly Option<int> Samples = Positive<int>("--samples", "Samples of a generative model", 1);
    private static readonly Option<double?> Temperature = new("--temperature") { Description = "Temperature of a generative model's samples [default: its verifier's]" };
    private static readonly Option<long?> Seed = new("--seed") { Description = "Seed of a generative model's samples" };
    private static readonly Option<FileInfo[]> Data = new("--data") { Description = "Files of the benchmark: a JSON list, or a JSON object on each line", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<int?> HeldOut = Positive<int?>("--held-out", "In place of files: so many generated held-out problems of each family", null);

    /// <summary>Builds the command.</summary>
    public static Command Create() => new("evaluate", "Measures a served reward model with a benchmark.")
    {
        ProcessBench(), PrmBench(), RewardMath(), BestOfN(), Calibration(), PassAtK(),
    };

    private static Command ProcessBench()
    {
        var threshold = new Option<float?>("--threshold") { Description = "A step that scores below it counts as wrong [default: the model's]" };
        var best = new Option<bool>("--best-threshold") { Description = "Takes the threshold with the highest F1 on the first file, or with --held-out on generated problems that are not held out" };
        return Benchmark("processbench", "ProcessBench: the first wrong step.", [HeldOut, threshold, best], parsed =>
        {
            var generated = parsed.GetValue(HeldOut);
            var measured = generated is { } count ? HeldOutSet.Create(count) : Trajectories(Files(parsed));
            IReadOnlyList<LabelledTrajectory> chosenOn = generated is { } same ? HeldOutSet.CreateCalibration(same) : [.. measured.Where(t => t.Family == measured[0].Family)];
            if (parsed.GetValue(best) && parsed.GetValue(threshold) is not null)
            {
                throw new InvalidDataException("--threshold and --best-threshold exclude each other.");
            }

            return new ProcessBenchmark(measured, parsed.GetValue(threshold)) { ChosenOn = parsed.GetValue(best) ? chosenOn : [] };
        });
    }

    private static Command PrmBench()
    {
        var threshold = new Option<float?>("--threshold") { Description = "A step that scores above it is called right [default: the model's]" };
        var redundancy = new Option<float>("--redundancy-threshold") { Description = "A step more redundant than it is called redundant, of models that tell", DefaultValueFactory = _ => 0.15f };
        return Benchmark("prmbench", "PRMBench: right and wrong steps, for nine kinds of errors.", [threshold, redundancy], parsed =>
            new PrmBenchmark(PrmBenchFile.Read(Files(parsed).SelectMany(file => file.Records)), parsed.GetValue(threshold), parsed.GetValue(redundancy)));
    }

    private static Command RewardMath() => Benchmark("rewardmath", "RewardMATH: one right solution against nine wrong ones.", [], parsed =>
        new RewardMathBenchmark([.. Files(parsed).SelectMany(file => RewardMathFile.Read(file.Records))]));

    private static Command BestOfN()
    {
        var most = Positive<int?>("--max-n", "Largest N; problems with fewer solutions are left out [default: the fewest solutions a problem has]", null);
        var candidates = Positive<int>("--candidates", "Generated solutions of a problem, with --held-out", 16);
        return Benchmark("best-of-n", "Best of N: how often the pick is right, beside pass@N, votes and chance.", [HeldOut, most, candidates], parsed =>
            new BestOfNBenchmark(parsed.GetValue(HeldOut) is { } count ? Generated(count, parsed.GetValue(candidates)) : Candidates(parsed), parsed.GetValue(most)));
    }

    private static Command Calibration()
    {
        var bins = Positive<int>("--bins", "Bins of equal width", 10);
        return Benchmark("calibration", "Calibration: are scores the probabilities they look like?", [HeldOut, bins], parsed =>
        {
            if (parsed.GetValue(HeldOut) is { } count)
            {
                return new CalibrationBenchmark([.. HeldOutSet.Create(count).Where(t => HeldOutSet.IsTrainedOn(t.Family))], [], parsed.GetValue(bins));
            }

            var files = Files(parsed).ToLookup(file => ProcessBenchFile.Holds(file.Records[0]));
            return new CalibrationBenchmark(
                Trajectories([.. files[true]]), [.. files[false].SelectMany(file => CandidateFile.Read(file.Records))], parsed.GetValue(bins));
        });
    }

    private static Command PassAtK()
    {
        var command = new Command("pass-at-k", "pass@k of candidates; no model is asked.") { Data };
        command.SetAction((parsed, _) => Guarded(parsed, () =>
        {
            AnsiConsole.Write(ReportTable.Create([PassAtKReport.Create(Candidates(parsed))], "problems"));
            return Task.CompletedTask;
        }));
        return command;
    }

    /// <summary>A command that reads a benchmark's data and runs it. Every benchmark takes the model's options.</summary>
    private static Command Benchmark(string name, string description, IEnumerable<Option> options, Func<ParseResult, IBenchmark> read)
    {
        var command = new Command(name, description) { Data, Server, Model, Output, Samples, Temperature, Seed };
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellationToken) => Guarded(parsed, () => new Evaluator(Target(parsed)).RunAsync(read(parsed), cancellationToken)));
        return command;
    }

    private static async Task<int> Guarded(ParseResult parsed, Func<Task> run)
    {
        try
        {
            await run().ConfigureAwait(false);
            return 0;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException or InvalidOperationException or TimeoutException or RewardException or OperationCanceledException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync("evaluate: " + exception.Message).ConfigureAwait(false);
            return 1;
        }
    }

    private static EvaluationTarget Target(ParseResult parsed) => new()
    {
        Server = parsed.GetValue(Server) is not { } address ? null
            : Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri : throw new InvalidDataException($"--server is '{address}', and must be an address such as http://127.0.0.1:8081."),
        Model = parsed.GetValue(Model),
        Output = parsed.GetValue(Output)?.FullName,
        Samples = parsed.GetValue(Samples),
        Temperature = parsed.GetValue(Temperature),
        Seed = parsed.GetValue(Seed),
    };

    private static (string Path, IReadOnlyList<JsonRecord> Records)[] Files(ParseResult parsed) => parsed.GetValue(Data) is { Length: > 0 } files
        ? [.. files.Select(file => (file.ToString(), JsonRecords.Read(file.ToString())))]
        : throw new InvalidDataException($"name the files of the benchmark with --data{(parsed.CommandResult.Command.Options.Contains(HeldOut) ? ", or generate problems with --held-out" : "")}.");

    /// <summary>Each file is a subset of its name; of the same name, each of its path.</summary>
    private static LabelledTrajectory[] Trajectories((string Path, IReadOnlyList<JsonRecord> Records)[] files)
    {
        var names = files.CountBy(file => Path.GetFileNameWithoutExtension(file.Path)).ToDictionary();
        return [.. files.SelectMany(file => ProcessBenchFile.Read(file.Records, Path.GetFileNameWithoutExtension(file.Path) is var name && names[name] == 1 ? name : file.Path))];
    }

    private static CandidateSet[] Candidates(ParseResult parsed) => [.. Files(parsed).SelectMany(file => CandidateFile.Read(file.Records))];

    private static CandidateSet[] Generated(int problems, int candidates) =>
        [.. GeneratedCandidates.HeldOut(problems, candidates).Where(set => HeldOutSet.IsTrainedOn(set.Candidates[0].Model))];

    private static Option<T> Positive<T>(string name, string description, T value)
    {
        var option = new Option<T>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T>() is < 1)
            {
                result.AddError($"{name} must be 1 or more.");
            }
        });
        return option;
    }
}
