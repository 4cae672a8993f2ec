using System.Globalization;
using System.Text;
using RewardServer.Training.Policies;

namespace RewardServer.Training.Experiments;

/// <summary>Writes what came out of an experiment: tables, curves with bands, a trace and examples.</summary>
internal static class ExperimentReport
{
    private const int TracedUpdates = 3;
    private const int Examples = 4;

    /// <summary>Writes <c>report.md</c> and its pictures into a folder; returns the report's path.</summary>
    public static string Write(IReadOnlyList<ExperimentRun> runs, string folder)
    {
        var metrics = runs.ToDictionary(run => run, run => RunLog.Read<PolicyMetrics>(Path.Combine(run.Folder, "metrics.jsonl")));
        var arms = runs.GroupBy(run => run.Arm.Name).ToArray();
        var curves = ReportFigure.All.Select(figure => (figure, Curves(figure))).ToArray();
        ReportPlots.DrawCurves(curves, Path.Combine(folder, "curves.png"));
        var traces = RunLog.Read<UpdateTrace>(Path.Combine(runs[0].Folder, "trace.jsonl"));
        ReportPlots.DrawTrace([.. traces.Skip(traces.Count / 2).Take(TracedUpdates)], Path.Combine(folder, "trace.png"));

        var text = new StringBuilder("# Report\n\n");
        AppendTable(text, "Before any update", [.. curves.Where(c => c.Item2.All(curve => curve.Updates is [0, ..]))], curve => 0);
        AppendTable(text, "After the last update", curves, curve => curve.Mean.Length - 1);
        text.Append("Mean of the seeds (lowest to highest seed).\n\n![figures over updates](curves.png)\n\n");
        AppendSpeed(text, [.. metrics.Values.SelectMany(lines => lines).Select(line => line.Speed).OfType<SpeedFigures>()], traces);
        foreach (var arm in arms)
        {
            AppendExamples(text, arm.First());
        }

        var path = Path.Combine(folder, "report.md");
        File.WriteAllText(path, text.ToString());
        return path;

        IReadOnlyList<ArmCurve> Curves(ReportFigure figure) =>
            [.. arms.Select(arm => ArmCurve.Of(arm.Key, [.. arm.Select(run => figure.Points(metrics[run]))]))];
    }

    private static void AppendTable(StringBuilder text, string title, (ReportFigure Figure, IReadOnlyList<ArmCurve> Curves)[] figures, Func<ArmCurve, int> point)
    {
        var arms = figures[0].Curves.Select(curve => curve.Arm).ToArray();
        text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n| | {string.Join(" | ", arms)} |\n|---|{string.Concat(arms.Select(_ => "---|"))}\n");
        foreach (var (figure, curves) in figures)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {figure.Title} | {string.Join(" | ", curves.Select(c => c.Text(point(c), figure.Format)))} |\n");
        }

        text.Append('\n');
    }

    private static void AppendSpeed(StringBuilder text, SpeedFigures[] speed, IReadOnlyList<UpdateTrace> traces)
    {
        double Median(Func<SpeedFigures, double> of) => speed.Select(of).Order().ElementAt(speed.Length / 2);
        var calls = traces.SelectMany(u => u.Spans).Where(span => span.Part == "rewards").Sum(span => span.End - span.Start);
        var waited = traces.SelectMany(u => u.Spans).Where(span => span.Part == PolicyTrainer.WaitingPart).Sum(span => span.End - span.Start);
        text.Append("## Speed\n\n").Append(
            CultureInfo.InvariantCulture,
            $"Medians over all updates: {Median(s => s.RolloutTokens):F0} tokens/s sampled, {Median(s => s.LearningTokens):F0} tokens/s learned from; {Median(s => s.Rollout):F2} s sampling, {Median(s => s.Reference):F2} s reference, {Median(s => s.Waiting):F3} s waiting for rewards, {Median(s => s.Learning):F2} s learning.\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"Calls for rewards of the first run took {calls:F1} s added up, of which the trainer stood waiting {waited:F1} s; the rest went on beside sampling and the reference.\n\n![three updates](trace.png)\n\n");
    }

    private static void AppendExamples(StringBuilder text, ExperimentRun run)
    {
        var samples = RunLog.Read<SampledResponse>(Path.Combine(run.Folder, "samples.jsonl"));
        text.Append(CultureInfo.InvariantCulture, $"## {run.Name}: held-out responses after the last update\n\n");
        foreach (var sample in samples.Where(s => s.Update == samples[^1].Update).Take(Examples))
        {
            text.Append(CultureInfo.InvariantCulture, $"{sample.Problem} Right is {sample.Answer}; this is {(sample.IsRight ? "right" : "wrong")}.\n\n```\n");
            foreach (var (step, score) in sample.Steps.Zip(sample.Scores))
            {
                text.Append(CultureInfo.InvariantCulture, $"{score:F3}  {step}\n");
            }

            text.Append("```\n\n");
        }
    }
}
