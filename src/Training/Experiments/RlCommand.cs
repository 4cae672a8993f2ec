using System.CommandLine;
using System.Text.Json;
using RewardServer.Client;
using RewardServer.Training.Runs;
using Spectre.Console;

namespace RewardServer.Training.Experiments;

/// <summary><c>rl</c>: trains policies by reinforcement against a reward server and writes a report.</summary>
internal static class RlCommand
{
    private static readonly Option<FileInfo> Config = new("--config") { Description = "JSON with options that differ from the defaults; see docs/training.md", Required = true };
    private static readonly Option<DirectoryInfo?> Output = new("--output") { Description = "Where everything is written [default: artifacts/NAME of the config]" };
    private static readonly Option<string?> Only = new("--only") { Description = "Runs only this arm, or ARM/SEED; the report waits until all are there" };
    private static readonly Option<string?> Server = new("--server") { Description = "gRPC address of a running server, in place of the config's" };
    private static readonly Option<string?> Device = new("--device") { Description = "auto, cpu or cuda, in place of the config's" };

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("rl", "Trains policies by reinforcement against a reward server and reports what comes out.") { Config, Output, Only, Server, Device };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            var config = parsed.GetRequiredValue(Config);
            var options = Read(config.FullName, parsed.GetValue(Server), parsed.GetValue(Device));
            var folder = parsed.GetValue(Output)?.FullName ?? Path.GetFullPath(Path.Combine("artifacts", Path.GetFileNameWithoutExtension(config.Name)));
            await RunAsync(options, folder, parsed.GetValue(Only), cancellationToken).ConfigureAwait(false);
            return 0;
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or IOException or InvalidOperationException or TimeoutException or RewardException or OperationCanceledException)
        {
            Console.Error.WriteLine("rl: " + exception.Message);
            return 1;
        }
    }

    private static ExperimentOptions Read(string path, string? address, string? device)
    {
        var options = OptionsJson.Read<ExperimentOptions>(path);
        options = options with { Device = device ?? options.Device };
        options = address is null ? options : options with { Server = options.Server with { Address = address } };
        var errors = ExperimentCheck.Errors(options);
        return errors.Count == 0 ? options : throw new InvalidDataException($"{path}:\n  " + string.Join("\n  ", errors));
    }

    private static async Task RunAsync(ExperimentOptions options, string folder, string? only, CancellationToken cancellationToken)
    {
        var runs = ProgressBars.CanShow
            ? await ProgressBars.Create(new TimeLeft.Column()).StartAsync(context => RunAsync(new ExperimentBars(options, context, AnsiConsole.Console, TimeProvider.System))).ConfigureAwait(false)
            : await RunAsync(new ExperimentLines(options, Console.Out)).ConfigureAwait(false);
        if (only is null)
        {
            AnsiConsole.MarkupLineInterpolated($"Report: {ExperimentReport.Write(runs, folder)}");
        }

        async Task<IReadOnlyList<ExperimentRun>> RunAsync(IExperimentDisplay display)
        {
            var experiment = new Experiment(options, folder, TimeProvider.System, display);
            await experiment.RunAsync(run => only is null || only == run.Arm.Name || only == $"{run.Arm.Name}/{run.Seed}", cancellationToken).ConfigureAwait(false);
            return experiment.Runs;
        }
    }
}
