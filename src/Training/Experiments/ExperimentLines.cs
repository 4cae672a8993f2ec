using System.Globalization;
using RewardServer.Training.Policies;
using RewardServer.Training.Runs;

namespace RewardServer.Training.Experiments;

/// <summary>Plain lines every so often, for logs.</summary>
/// <param name="options">How many updates there are.</param>
/// <param name="output">Where they go.</param>
internal sealed class ExperimentLines(ExperimentOptions options, TextWriter output) : IExperimentDisplay
{
    private const int WarmupEvery = 50;
    private const int RunEvery = 10;

    /// <inheritdoc />
    public IProgress<UpdateReport> Warmup() => new InlineProgress<UpdateReport>(report =>
    {
        if (report.Update % WarmupEvery == 0 || report.Update == options.Warmup.Updates)
        {
            Write($"warm-up {report.Update}/{options.Warmup.Updates}, loss {report.Losses.Predicting:F3}, {report.Tokens / report.Seconds:F0} tokens/s");
        }
    });

    /// <inheritdoc />
    public IProgress<PolicyMetrics> Run(ExperimentRun run) => new InlineProgress<PolicyMetrics>(line =>
    {
        if (line.Update % RunEvery == 0 || line.Evaluation is not null || line.Rollouts is null)
        {
            Tell(run, line);
        }
    });

    /// <inheritdoc />
    public void Note(string text) => output.WriteLine(text);

    private void Tell(ExperimentRun run, PolicyMetrics line)
    {
        var rollouts = line.Rollouts is { } r ? Text($": {r.Accuracy:P1} right, outcome {r.Outcome:F3}, {r.Steps:F1} steps, {r.Tokens:F0} tokens, KL {r.Kl:F4}") : "";
        var held = line.Evaluation is { } e ? Text($"; held out: {e.Accuracy:P1} right, lowest score {e.LowestScore:F3}, {e.Steps:F1} steps") : "";
        var speed = line.Speed is { } s ? Text($", {s.RolloutTokens:F0} tokens/s sampled, {s.LearningTokens:F0} learned, {s.Waiting:F2} s waiting") : "";
        Write($"{run.Name} {line.Update}/{options.Policy.Updates}{rollouts}{held}{speed}");
    }

    private void Write(FormattableString line) => output.WriteLine(Text(line));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
