using System.CommandLine;
using RewardServer.Api;
using RewardServer.Pipeline;
using RewardServer.Scoring.Generative;
using Spectre.Console;

namespace RewardServer.Commands;

/// <summary><c>rewardserver score</c>: a file of trajectories in, a file of results out, in this process.</summary>
internal static class ScoreCommand
{
    private static readonly Argument<string> Input = new("input") { Description = "File of JSON lines, each a trajectory as in POST /v1/score, or - for standard input" };
    private static readonly Option<string?> Output = new("--output", "-o") { Description = "File of results, one line a trajectory in the same order; complete lines that are there already are kept and not scored again [default: standard output]", HelpName = "file" };
    private static readonly Option<string?> Aggregation = new("--aggregation") { Description = "How step scores become one [default: the model's]", HelpName = "name" };
    private static readonly Option<string?> Separator = new("--step-separator") { Description = "Where a response is split into steps [default: the model's]", HelpName = "text" };
    private static readonly Option<string?> Name = new("--name") { Description = "Which model, when several are loaded", HelpName = "name" };

    private static readonly Option<int?> Samples = new("--samples") { Description = "Generative models: samples that vote, with --temperature above 0 [default: 1]", HelpName = "n" };
    private static readonly Option<VoteRule?> Vote = new("--vote") { Description = "Generative models: how samples vote [default: mean]", HelpName = "mean or majority" };
    private static readonly Option<double?> Temperature = new("--temperature") { Description = "Generative models: temperature of sampling [default: the verifier's]", HelpName = "t" };
    private static readonly Option<long?> Seed = new("--seed") { Description = "Generative models: seed of sampling; the same one gives the same texts [default: 0]", HelpName = "n" };

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command("score", "Scores a file of trajectories; an interrupted run goes on where it stopped") { Input, Output, Aggregation, Separator, Name, Samples, Vote, Temperature, Seed };
        foreach (var option in ServerSettings.OfModels)
            command.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        // One caller: nobody else's work has to be protected from this one's.
        var configuration = ServerSettings.Read(parsed, ("Server:MaxPendingTokens", "2147483647"));
        using var input = JsonLines.Open(parsed.GetRequiredValue(Input));
        using var output = ResultLines.Open(parsed.GetValue(Output));
        await using var services = OfflineScoring.Start(configuration, cancellationToken);
        var scoring = new BulkScoring(services.GetRequiredService<ScoringPipeline>(), TimeProvider.System)
        {
            Model = parsed.GetValue(Name),
            Aggregation = parsed.GetValue(Aggregation),
            StepSeparator = parsed.GetValue(Separator),
            Samples = parsed.GetValue(Samples),
            Vote = parsed.GetValue(Vote),
            Sampling = SamplingOf(parsed.GetValue(Temperature), parsed.GetValue(Seed)),
        };
        var totals = await ShowAsync(parsed.GetRequiredValue(Input), progress => scoring.RunAsync(input, output, progress, cancellationToken));
        await Console.Error.WriteLineAsync($"rewardserver: {totals}");
        return totals.Failed == 0 ? CommandLine.Done : CommandLine.Failed;
    }

    private static SamplingRequest? SamplingOf(double? temperature, long? seed) =>
        temperature is null && seed is null ? null : new() { Temperature = temperature, Seed = seed };

    private static Task<BulkTotals> ShowAsync(string path, Func<Action<BulkTotals>, Task<BulkTotals>> run) =>
        Terminal.Error.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(progress =>
            {
                var task = progress.AddTask("scoring", maxValue: Math.Max(1, JsonLines.Count(path) ?? 1));
                task.IsIndeterminate = path == "-";
                return run(totals =>
                {
                    task.Value = totals.Done;
                    task.Description = $"{totals.Done} scored, {totals.TokensPerSecond:0} tokens/s";
                });
            });
}
