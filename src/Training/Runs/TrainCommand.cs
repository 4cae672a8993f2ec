using System.CommandLine;
using System.Text.Json;
using RewardServer.Training.Evaluation;
using Spectre.Console;

namespace RewardServer.Training.Runs;

/// <summary>A command that trains one kind of model and writes it as a Hugging Face checkpoint.</summary>
internal static class TrainCommand
{
    private const int LinesEvery = 50;
    private const string NoStart = "none";

    /// <summary>One training run: options, folder to write, told after every update; returns the last evaluation.</summary>
    public delegate IReadOnlyList<IEvaluationReport> TrainRun<in TOptions>(TOptions options, string folder, IProgress<UpdateReport> progress);

    /// <summary>Builds the command.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it trains.</param>
    /// <param name="folder">Where the checkpoint is written unless told otherwise.</param>
    /// <param name="shorten">The options of a run of so many updates.</param>
    /// <param name="run">The run.</param>
    public static Command Create<TOptions>(string name, string description, string folder, Func<TOptions, int, TOptions> shorten, TrainRun<TOptions> run)
        where TOptions : WarmTrainingOptions, new()
    {
        var config = new Option<FileInfo?>("--config") { Description = "JSON with options that differ from the bundled model's." };
        var output = new Option<DirectoryInfo>("--output") { Description = "Where the checkpoint is written.", DefaultValueFactory = _ => new DirectoryInfo(folder) };
        var updates = new Option<int?>("--updates") { Description = "Number of updates of a run of one stage, in place of the config's." };
        var data = new Option<string?>("--data") { Description = "JSON lines to train on in place of generated tasks; see docs/training-data.md." };
        var heldOut = new Option<string?>("--held-out") { Description = "JSON lines to measure on [default: a sixteenth of the data's problems]." };
        var start = new Option<string?>("--start") { Description = "Checkpoint to go on from, in place of the config's; 'none' for fresh weights and vocabulary." };
        var device = new Option<string?>("--device") { Description = "auto, cpu or cuda, in place of the config's." };
        var command = new Command(name, description) { config, output, updates, data, heldOut, start, device };
        command.SetAction(result =>
        {
            try
            {
                var options = result.GetValue(config) is { } file ? OptionsJson.Read<TOptions>(file.FullName) : new TOptions();
                options = result.GetValue(updates) is { } count ? shorten(options, count) : options;
                options = With(options, result.GetValue(data), result.GetValue(heldOut), result.GetValue(start), result.GetValue(device));
                Run(options, result.GetValue(output)!.FullName, run);
                return 0;
            }
            catch (Exception exception) when (exception is JsonException or InvalidDataException or IOException)
            {
                Console.Error.WriteLine($"{name}: {exception.Message}");
                return 1;
            }
        });
        return command;
    }

    private static TOptions With<TOptions>(TOptions options, string? data, string? heldOut, string? start, string? device)
        where TOptions : WarmTrainingOptions
    {
        WarmTrainingOptions changed = options with { Data = data ?? options.Data, HeldOut = heldOut ?? options.HeldOut, Device = device ?? options.Device };
        return (TOptions)(start is null ? changed : changed with { Start = start == NoStart ? null : start });
    }

    private static void Run<TOptions>(TOptions options, string folder, TrainRun<TOptions> run)
        where TOptions : TrainingOptions
    {
        var reports = ProgressBars.CanShow ? RunWithBar(options, folder, run) : run(options, folder, new InlineProgress<UpdateReport>(WriteLine));
        TrainingPlot.Draw(Path.Combine(folder, "metrics.jsonl"), Path.Combine(folder, "training.png"));
        AnsiConsole.Write(ReportTable.Create(reports));
        AnsiConsole.MarkupLineInterpolated($"Checkpoint: {folder}");
    }

    private static IReadOnlyList<IEvaluationReport> RunWithBar<TOptions>(TOptions options, string folder, TrainRun<TOptions> run)
        where TOptions : TrainingOptions =>
        ProgressBars.Create().Start(context =>
        {
            var bar = context.AddTask("training", maxValue: options.AllUpdates);
            return run(options, folder, new InlineProgress<UpdateReport>(report =>
            {
                bar.Value = report.Update;
                bar.Description = $"loss {report.Losses.Judging:F3} {report.Losses.Predicting:F3}, {report.Tokens / report.Seconds:F0} tokens/s";
            }));
        });

    private static void WriteLine(UpdateReport report)
    {
        if (report.Update % LinesEvery == 0)
        {
            Console.WriteLine($"{report.Update} {report.Seconds:F0}s {report.Tokens / report.Seconds:F0} tokens/s judging {report.Losses.Judging:F4} predicting {report.Losses.Predicting:F4}");
        }

        foreach (var family in report.Evaluation ?? [])
        {
            Console.WriteLine($"   {family.Family,-13} {string.Join(", ", family.Figures.Select(f => $"{f.Name} {f.Value}"))}");
        }
    }
}
