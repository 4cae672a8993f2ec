using System.CommandLine;
using System.Text.Json;
using RewardServer.Training.Models;
using RewardServer.Training.Rollouts;
using RewardServer.Training.Runs;
using Spectre.Console;

namespace RewardServer.Training.Labelling;

/// <summary><c>label</c>: labels the steps of solutions by how a policy fares behind them.</summary>
internal static class LabelCommand
{
    private const int LinesEvery = 20;

    private static readonly LabelOptions Defaults = new();
    private static readonly Option<DirectoryInfo> Policy = new("--policy") { Description = "Checkpoint of the policy, as 'rl' and its warm-up write them", Required = true };
    private static readonly Option<FileInfo> Data = new("--data") { Description = "JSON lines with problem, reference_answer and maybe steps; see docs/training-data.md", Required = true };
    private static readonly Option<FileInfo> Output = new("--output") { Description = "Where the labelled lines go; those that are there are not made again", Required = true };
    private static readonly Option<int> Rollouts = Count("--rollouts", "Tries from each prefix", Defaults.Rollouts);
    private static readonly Option<int> Solutions = Count("--solutions", "Solutions sampled of a problem without steps", Defaults.Solutions);
    private static readonly Option<int> MaxTokens = Count("--max-tokens", "Tokens of a try at most", Defaults.MaxResponseTokens);
    private static readonly Option<int> BestOf = Count("--best-of", "K of the best-of-K prover whose progress is told", Defaults.BestOf);
    private static readonly Option<double> Temperature = new("--temperature") { Description = "Temperature of the tries", DefaultValueFactory = _ => Defaults.Temperature };
    private static readonly Option<double> Threshold = new("--threshold") { Description = "A step is labelled right when more than this share of tries ends right", DefaultValueFactory = _ => Defaults.Threshold };
    private static readonly Option<int> Seed = new("--seed") { Description = "Seed of the tries", DefaultValueFactory = _ => Defaults.Seed };
    private static readonly Option<string> Device = new("--device") { Description = "Where the policy writes; auto takes CUDA where there is one", DefaultValueFactory = _ => TorchDevice.Auto };
    private static readonly Option<bool> Search = new("--search") { Description = "Only looks for the first error, by halving: fewer tries, and no values" };

    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        Device.AcceptOnlyFromAmong([.. TorchDevice.Names]);
        Check(Temperature, value => value is > 0 and < double.PositiveInfinity, "--temperature must be above 0.");
        Check(Threshold, value => value is >= 0 and < 1, "--threshold must be from 0 to below 1.");
        var command = new Command("label", "Labels the steps of solutions by Monte-Carlo rollouts of a policy.")
        {
            Policy, Data, Output, Rollouts, Threshold, Solutions, MaxTokens, BestOf, Search, Temperature, Seed, Device,
        };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(Run(parsed, cancellationToken)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            var done = Label(parsed, cancellationToken);
            AnsiConsole.MarkupLineInterpolated($"{parsed.GetRequiredValue(Output)}: {done.Records} records; now labelled {done.Solutions} solutions, {done.Right} of them right");
            if (done.Unlabelled > 0)
            {
                AnsiConsole.MarkupLineInterpolated($"{done.Unlabelled} solutions have no labels: the policy did not solve their problem often enough.");
            }

            return 0;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or JsonException or OperationCanceledException)
        {
            Console.Error.WriteLine("label: " + exception.Message);
            return 1;
        }
    }

    private static LabellingProgress Label(ParseResult parsed, CancellationToken cancellationToken)
    {
        var device = TorchRuntime.Prepare(1, parsed.GetRequiredValue(Device));
        var options = new LabelOptions
        {
            Rollouts = parsed.GetValue(Rollouts),
            Solutions = parsed.GetValue(Solutions),
            MaxResponseTokens = parsed.GetValue(MaxTokens),
            BestOf = parsed.GetValue(BestOf),
            Search = parsed.GetValue(Search),
            Threshold = parsed.GetValue(Threshold),
            Temperature = parsed.GetValue(Temperature),
            Seed = parsed.GetValue(Seed),
        };
        var folder = parsed.GetRequiredValue(Policy).FullName;
        using var policy = LoadedPolicy.Open(folder, device);
        var output = new LabellingFile(parsed.GetRequiredValue(Output).FullName);
        output.Claim(options, CheckpointWriter.WeightsOf(folder));
        var run = new LabellingRun(new PolicyProver(policy, options), options);
        var data = parsed.GetRequiredValue(Data).FullName;
        return ProgressBars.CanShow
            ? RunWithBar(progress => run.Run(data, output, progress, cancellationToken))
            : run.Run(data, output, new InlineProgress<LabellingProgress>(WriteLine), cancellationToken);
    }

    private static LabellingProgress RunWithBar(Func<IProgress<LabellingProgress>, LabellingProgress> run) =>
        ProgressBars.Create().Start(context =>
        {
            var bar = context.AddTask("labelling");
            return run(new InlineProgress<LabellingProgress>(state =>
            {
                (bar.MaxValue, bar.Value) = (Math.Max(1, state.All), state.Records);
                bar.Description = $"{state.Records}/{state.All} records, {state.Right}/{state.Solutions} right";
            }));
        });

    private static void WriteLine(LabellingProgress state)
    {
        if (state.Records % LinesEvery == 0 || state.Records == state.All)
        {
            Console.WriteLine($"{state.Records}/{state.All} records, {state.Right}/{state.Solutions} solutions right");
        }
    }

    private static Option<int> Count(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        Check(option, count => count >= 1, $"{name} must be at least 1.");
        return option;
    }

    private static void Check<T>(Option<T> option, Func<T, bool> isAllowed, string rule) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<T>() is { } value && !isAllowed(value))
        {
            result.AddError(rule);
        }
    });
}
