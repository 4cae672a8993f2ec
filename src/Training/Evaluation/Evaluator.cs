using Reward.V1;
using RewardServer.Training.Evaluation.Benchmarks;
using RewardServer.Training.Evaluation.Serving;
using RewardServer.Training.Rewards;
using RewardServer.Training.Runs;
using Spectre.Console;

namespace RewardServer.Training.Evaluation;

/// <summary>Runs a benchmark on a model of a server: asks for scores, measures, shows the figures and writes the report.</summary>
/// <param name="target">Which model, where, and how it is asked.</param>
internal sealed class Evaluator(EvaluationTarget target)
{
    private const int RedirectedWidth = 160;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private string? waitingFor;

    /// <summary>Runs it.</summary>
    /// <param name="benchmark">The benchmark, its data read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The folder with the report.</returns>
    public async Task<string> RunAsync(IBenchmark benchmark, CancellationToken cancellationToken)
    {
        using var server = await EvaluationServer.OpenAsync(target).ConfigureAwait(false);
        using var client = ServerPatience.Client(server.Address);
        var scores = new ServedScores(client, new ServerPatience(Limit, TimeProvider.System) { Waiting = TellOnce });
        var model = await scores.FindAsync(server.Model, cancellationToken).ConfigureAwait(false);
        if (benchmark.NeedsSteps && !model.JudgesSteps)
        {
            throw new InvalidDataException($"{benchmark.Name} needs a score a step, and '{model.Name}' ({model.Kind}) has one a solution.");
        }

        var judgements = await JudgeAsync(scores, model, benchmark.Solutions, cancellationToken).ConfigureAwait(false);
        if (benchmark.NeedsSteps && judgements.Any(j => j.IsScored && j.Steps.Count == 0))
        {
            throw new InvalidDataException($"{benchmark.Name} needs a score a step, and '{model.Name}' ({model.Kind}) gave none.");
        }

        var unscored = judgements.Where(j => !j.IsScored).GroupBy(j => j.Refusal!).ToDictionary(g => g.Key, g => g.Count());
        var report = benchmark.Measure(model, judgements);
        report = report with { Notes = [Scored(judgements.Length, unscored), .. report.Notes] };
        var folder = target.Output ?? Path.GetFullPath(Path.Combine("artifacts", "evaluation", $"{benchmark.Name}-{model.Name}"));
        ReportWriter.Write(report, benchmark.Name, model, unscored, folder);
        Show(report, folder);
        return folder;
    }

    private void TellOnce(string reason)
    {
        if (Interlocked.Exchange(ref waitingFor, reason) != reason)
        {
            AnsiConsole.MarkupLineInterpolated($"[grey]waiting: {reason}[/]");
        }
    }

    private async Task<Judgement[]> JudgeAsync(ServedScores scores, EvaluatedModel model, IReadOnlyList<Solution> solutions, CancellationToken cancellationToken)
    {
        if (ProgressBars.CanShow)
        {
            return await ProgressBars.Create().StartAsync(context =>
            {
                var bar = context.AddTask(Markup.Escape($"{model.Name}: {solutions.Count} solutions"), maxValue: solutions.Count);
                return scores.JudgeAsync(solutions, Options(model), count => bar.Increment(count), cancellationToken);
            }).ConfigureAwait(false);
        }

        var (judged, told, one) = (0, 0, new Lock());
        return await scores.JudgeAsync(solutions, Options(model), Tell, cancellationToken).ConfigureAwait(false);

        void Tell(int count)
        {
            lock (one)
            {
                judged += count;
                if (10 * judged / solutions.Count is var tenths && tenths > told)
                {
                    told = tenths;
                    Console.WriteLine($"{model.Name}: {10 * tenths} % of {solutions.Count} solutions judged");
                }
            }
        }
    }

    private ScoreOptions Options(EvaluatedModel model)
    {
        var options = new ScoreOptions { Model = model.Pinned, OnError = OnError.Partial };
        if (model.TellsRedundancy)
        {
            options.Include.Add(Include.Details);
        }

        if (model.IsGenerative)
        {
            options.Samples = target.Samples;
            options.Sampling = new Sampling();
            SetSampling(options.Sampling);
        }

        return options;
    }

    private void SetSampling(Sampling sampling)
    {
        if (target.Temperature is { } temperature)
        {
            sampling.Temperature = temperature;
        }

        if (target.Seed is { } seed)
        {
            sampling.Seed = seed;
        }
    }

    private static string Scored(int all, Dictionary<string, int> unscored) => unscored.Count == 0
        ? $"All {all} solutions have scores."
        : $"{unscored.Values.Sum()} of {all} solutions have no scores ({string.Join(", ", unscored.Select(u => $"{u.Value} {u.Key}"))}).";

    private static void Show(BenchmarkReport report, string folder)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = RedirectedWidth; // a file has none of its own
        }

        foreach (var section in report.Sections)
        {
            AnsiConsole.Write(ReportTable.Create(section.Reports, section.Rows));
        }

        foreach (var note in report.Notes)
        {
            AnsiConsole.MarkupLineInterpolated($"[grey]{note}[/]");
        }

        AnsiConsole.MarkupLineInterpolated($"Report: {Path.Combine(folder, "report.md")}");
    }
}
