using RewardServer.Training.Evaluation.Metrics;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Evaluation;

/// <summary>What a model does on one family of labelled trajectories. A trajectory without scores counts as judged wrong.</summary>
/// <param name="Family">Name of the family.</param>
/// <param name="Trajectories">How many were measured.</param>
/// <param name="Unscored">How many of them have no scores.</param>
/// <param name="StepAccuracy">Share of labelled steps judged right.</param>
/// <param name="FirstError">ProcessBench's measure.</param>
/// <param name="AreaUnderCurve">Over labelled steps that have a score.</param>
internal sealed record FamilyReport(string Family, int Trajectories, int Unscored, double StepAccuracy, FirstErrorScore FirstError, double AreaUnderCurve)
    : IEvaluationReport
{
    // Explicit, so that the metrics file has the numbers and not these.
    IReadOnlyList<(string Name, string Value)> IEvaluationReport.Figures =>
    [
        ("trajectories", Figure.Count(Trajectories, Unscored)),
        ("step accuracy", Figure.Percent(StepAccuracy)),
        ("first-error F1", Figure.Percent(FirstError.F1)),
        ("errors found", Figure.Percent(FirstError.ErrorAccuracy)),
        ("correct passed", Figure.Percent(FirstError.CorrectAccuracy)),
        ("AUC", Figure.Fraction(AreaUnderCurve)),
    ];

    /// <summary>One report a family in order of appearance, then one named <c>all</c> over the families trained on.</summary>
    /// <param name="trajectories">What was judged.</param>
    /// <param name="scores">Of each trajectory's steps; null for one without scores.</param>
    /// <param name="threshold">A step below it counts as wrong.</param>
    public static IReadOnlyList<FamilyReport> Create(IReadOnlyList<LabelledTrajectory> trajectories, IReadOnlyList<IReadOnlyList<float>?> scores, float threshold)
    {
        var items = trajectories.Zip(scores).ToArray();
        var reports = items.GroupBy(i => i.First.Family).Select(g => Measure(g.Key, [.. g], threshold));
        return [.. reports, Measure("all", [.. items.Where(i => HeldOutSet.IsTrainedOn(i.First.Family))], threshold)];
    }

    /// <summary>The mean of reports, as ProcessBench averages its subsets.</summary>
    public static FamilyReport Average(IReadOnlyList<FamilyReport> reports) => new(
        "average",
        reports.Sum(r => r.Trajectories),
        reports.Sum(r => r.Unscored),
        reports.Average(r => r.StepAccuracy),
        new FirstErrorScore(reports.Average(r => r.FirstError.ErrorAccuracy), reports.Average(r => r.FirstError.CorrectAccuracy)) { F1 = reports.Average(r => r.FirstError.F1) },
        reports.Average(r => r.AreaUnderCurve));

    private static FamilyReport Measure(string family, (LabelledTrajectory Trajectory, IReadOnlyList<float>? Scores)[] items, float threshold)
    {
        var steps = items
            .SelectMany(i => i.Trajectory.Labels.Select((label, k) => (Label: label, Score: i.Scores?[k])))
            .Where(s => s.Label is not null)
            .Select(s => (Good: s.Label == true, s.Score))
            .ToArray();
        return new FamilyReport(
            family,
            items.Length,
            items.Count(i => i.Scores is null),
            ProcessMetrics.StepAccuracy(steps, threshold),
            ProcessMetrics.FirstError([.. items.Where(i => i.Trajectory.HasStepLabels).Select(i => (i.Trajectory.FirstError, i.Scores))], threshold),
            ProcessMetrics.AreaUnderCurve(steps.Where(s => s.Score is not null).Select(s => (s.Good, s.Score!.Value))));
    }
}
