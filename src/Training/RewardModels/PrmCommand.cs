using System.CommandLine;
using RewardServer.Training.Evaluation;
using Spectre.Console;

namespace RewardServer.Training.RewardModels;

/// <summary><c>prm</c>: trains the bundled process reward model and writes it as a Hugging Face checkpoint.</summary>
internal static class PrmCommand
{
    private const int LinesEvery = 50;

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var config = new Option<FileInfo?>("--config") { Description = "JSON with options that differ from the bundled model's." };
        var output = new Option<DirectoryInfo>("--output") { Description = "Where the checkpoint is written.", DefaultValueFactory = _ => new DirectoryInfo("artifacts/arith-prm") };
        var updates = new Option<int?>("--updates") { Description = "Number of updates of a run of one stage, in place of the config's." };
        var command = new Command("prm", "Trains a small process reward model on generated arithmetic.") { config, output, updates };
        command.SetAction(result => Run(result.GetValue(config), result.GetValue(output)!, result.GetValue(updates)));
        return command;
    }

    private static int Run(FileInfo? config, DirectoryInfo output, int? updates)
    {
        var options = config is null ? new PrmOptions() : PrmOptionsJson.Read(config.FullName);
        options = updates is { } count ? options with { Updates = count, Refining = [] } : options;
        var reports = AnsiConsole.Console.Profile.Capabilities.Interactive
            ? RunWithBar(options, output.FullName)
            : new PrmRun(options, output.FullName, TimeProvider.System).Run(new Inline(WriteLine));
        TrainingPlot.Draw(Path.Combine(output.FullName, "metrics.jsonl"), Path.Combine(output.FullName, "training.png"));
        AnsiConsole.Write(ReportTable.Create(reports));
        AnsiConsole.MarkupLineInterpolated($"Checkpoint: {output.FullName}");
        return 0;
    }

    private static IReadOnlyList<FamilyReport> RunWithBar(PrmOptions options, string folder) =>
        AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(context =>
        {
            var bar = context.AddTask("training", maxValue: options.Stages().Sum(stage => stage.Updates));
            return new PrmRun(options, folder, TimeProvider.System).Run(new Inline(report =>
            {
                bar.Value = report.Update;
                bar.Description = $"loss {report.Losses.Judging:F3}, {report.Tokens / report.Seconds:F0} tokens/s";
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
            Console.WriteLine($"   {family.Family,-13} step accuracy {family.StepAccuracy:F3} F1 {family.FirstError.F1:F3} (errors {family.FirstError.ErrorAccuracy:F3}, correct {family.FirstError.CorrectAccuracy:F3}) AUC {family.AreaUnderCurve:F3}");
        }
    }

    /// <summary>Reports on the caller's thread, in order.</summary>
    private sealed class Inline(Action<UpdateReport> report) : IProgress<UpdateReport>
    {
        public void Report(UpdateReport value) => report(value);
    }
}
