using System.CommandLine;
using System.Text.Json;
using RewardServer.Client;
using RewardServer.Training.Policies;
using RewardServer.Training.Runs;
using Spectre.Console;

namespace RewardServer.Training.Experiments;

/// <summary><c>rl</c>: trains policies by reinforcement against a reward server and writes a report.</summary>
internal static class RlCommand
{
    private const int LinesEvery = 10;

    private static readonly Option<FileInfo> Config = new("--config") { Description = "JSON with options that differ from the defaults; see docs/training.md", Required = true };
    private static readonly Option<DirectoryInfo?> Output = new("--output") { Description = "Where everything is written [default: artifacts/NAME of the config]" };
    private static readonly Option<string?> Only = new("--only") { Description = "Runs only this arm, or ARM/SEED; the report waits until all are there" };
    private static readonly Option<string?> Server = new("--server") { Description = "gRPC address of a running server, in place of the config's" };

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new Command("rl", "Trains policies by reinforcement against a reward server and reports what comes out.") { Config, Output, Only, Server };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            var config = parsed.GetRequiredValue(Config);
            var options = Read(config.FullName, parsed.GetValue(Server));
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

    private static ExperimentOptions Read(string path, string? address)
    {
        var options = OptionsJson.Read<ExperimentOptions>(path);
        options = address is null ? options : options with { Server = options.Server with { Address = address } };
        var errors = ExperimentCheck.Errors(options);
        return errors.Count == 0 ? options : throw new InvalidDataException($"{path}:\n  " + string.Join("\n  ", errors));
    }

    private static async Task RunAsync(ExperimentOptions options, string folder, string? only, CancellationToken cancellationToken)
    {
        var experiment = new Experiment(options, folder, TimeProvider.System)
        {
            RunProgress = run => new InlineProgress<PolicyMetrics>(line => Tell(run, line, options.Policy.Updates)),
            WarmupProgress = new InlineProgress<UpdateReport>(line => Tell(line, options.Warmup.Updates)),
            Note = text => AnsiConsole.MarkupLineInterpolated($"[grey]{text}[/]"),
        };
        await experiment.RunAsync(run => only is null || only == run.Arm.Name || only == $"{run.Arm.Name}/{run.Seed}", cancellationToken).ConfigureAwait(false);
        if (only is null)
        {
            AnsiConsole.MarkupLineInterpolated($"Report: {ExperimentReport.Write(experiment.Runs, folder)}");
        }
    }

    private static void Tell(UpdateReport line, int updates)
    {
        if (line.Update % 50 == 0 || line.Update == updates)
        {
            AnsiConsole.MarkupLineInterpolated($"warm-up {line.Update}/{updates}, loss {line.Losses.Predicting:F3}, {line.Tokens / line.Seconds:F0} tokens/s");
        }
    }

    private static void Tell(ExperimentRun run, PolicyMetrics line, int updates)
    {
        if (line.Update % LinesEvery != 0 && line.Evaluation is null)
        {
            return;
        }

        var speed = line.Speed is { } s ? $", {s.RolloutTokens:F0} tokens/s sampled, {s.LearningTokens:F0} learned, {s.Waiting:F2} s waiting" : "";
        var held = line.Evaluation is { } e ? $"; held out: {e.Accuracy:P1} right, lowest score {e.LowestScore:F3}, {e.Steps:F1} steps" : "";
        var rollouts = line.Rollouts is { } r ? $": {r.Accuracy:P1} right, outcome {r.Outcome:F3}, {r.Steps:F1} steps, {r.Tokens:F0} tokens, KL {r.Kl:F4}" : "";
        AnsiConsole.MarkupLineInterpolated($"{run.Name} {line.Update}/{updates}{rollouts}{held}{speed}");
    }
}
