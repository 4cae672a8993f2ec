using System.Globalization;
using RewardServer.Training.Policies;
using RewardServer.Training.Runs;
using Spectre.Console;

namespace RewardServer.Training.Experiments;

/// <summary>A bar for the warm-up and one for each run, on a terminal.</summary>
/// <param name="options">How many updates there are.</param>
/// <param name="context">Where the bars are.</param>
/// <param name="console">Where notes go: above the bars.</param>
/// <param name="time">The clock of the time that is left.</param>
internal sealed class ExperimentBars(ExperimentOptions options, ProgressContext context, IAnsiConsole console, TimeProvider time) : IExperimentDisplay
{
    /// <inheritdoc />
    public IProgress<UpdateReport> Warmup()
    {
        var show = Bar("warm-up", options.Warmup.Updates);
        return new InlineProgress<UpdateReport>(report => show(
            report.Update, Text($"warm-up: loss {report.Losses.Predicting:F3}, {report.Tokens / report.Seconds:F0} tokens/s")));
    }

    /// <inheritdoc />
    public IProgress<PolicyMetrics> Run(ExperimentRun run)
    {
        var show = Bar(run.Name, options.Policy.Updates);
        return new InlineProgress<PolicyMetrics>(line => show(line.Update, Told(run, line)));
    }

    /// <inheritdoc />
    public void Note(string text) => console.MarkupLineInterpolated($"[grey]{text}[/]");

    /// <summary>What is shown beside the bar: true accuracy, reward, and tokens a second of sampling and of learning.</summary>
    internal static string Told(ExperimentRun run, PolicyMetrics line) => line switch
    {
        { Rollouts: { } rollouts, Speed: { } speed } =>
            Text($"{run.Name}: {100 * rollouts.Accuracy:F0} % right, reward {rollouts.Outcome:F2}, {speed.RolloutTokens:F0} + {speed.LearningTokens:F0} tokens/s"),
        { Evaluation: { } evaluation } => Text($"{run.Name}: {100 * evaluation.Accuracy:F0} % right"),
        _ => run.Name,
    };

    private Action<int, string> Bar(string name, int updates)
    {
        var (bar, left) = (context.AddTask(Markup.Escape(name), maxValue: updates), new TimeLeft(time, updates));
        return (update, told) => (bar.Value, bar.Description, bar.Tag) = (update, Markup.Escape(told), left.At(update));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
