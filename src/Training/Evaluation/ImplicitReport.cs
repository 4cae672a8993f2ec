using RewardServer.Training.Evaluation.Metrics;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Evaluation;

/// <summary>What an implicit pair does on one family of held-out chains.</summary>
/// <param name="Family">Name of the family.</param>
/// <param name="Trajectories">How many were measured.</param>
/// <param name="OutcomeAccuracy">Share of the chains whose whole margin is on the right side of 0.</param>
/// <param name="OutcomeAreaUnderCurve">Of the whole margin.</param>
/// <param name="FirstError">ProcessBench's measure, each step by itself.</param>
/// <param name="CumulativeFirstError">The same of the margin up to each step.</param>
internal sealed record ImplicitReport(
    string Family, int Trajectories, double OutcomeAccuracy, double OutcomeAreaUnderCurve, FirstErrorScore FirstError, FirstErrorScore CumulativeFirstError)
    : IEvaluationReport
{
    // Explicit, so that the metrics file has the numbers and not these.
    IReadOnlyList<(string Name, string Value)> IEvaluationReport.Figures =>
    [
        ("trajectories", Figure.Count(Trajectories)),
        ("outcome accuracy", Figure.Percent(OutcomeAccuracy)),
        ("outcome AUC", Figure.Fraction(OutcomeAreaUnderCurve)),
        ("first-error F1, single", Figure.Percent(FirstError.F1)),
        ("cumulative", Figure.Percent(CumulativeFirstError.F1)),
    ];

    /// <summary>One report a family, then one named <c>all</c>; thresholds are chosen on chains that are not held out.</summary>
    /// <param name="heldOut">What is measured.</param>
    /// <param name="calibration">What thresholds are chosen on.</param>
    /// <param name="margins">β Σ log-ratio of each step by itself.</param>
    public static IReadOnlyList<ImplicitReport> Create(
        LabelledTrajectory[] heldOut, LabelledTrajectory[] calibration, Func<IReadOnlyList<LabelledTrajectory>, IReadOnlyList<float>[]> margins)
    {
        var tuned = calibration.Zip(margins(calibration)).Where(t => t.First.HasStepLabels).ToArray();
        var single = Threshold([.. tuned.Select(t => (t.First.FirstError, t.Second))]);
        var cumulative = Threshold([.. tuned.Select(t => (t.First.FirstError, Sums(t.Second)))]);
        var items = heldOut.Zip(margins(heldOut)).ToArray();
        var reports = items.GroupBy(i => i.First.Family).Select(g => Measure(g.Key, [.. g], single, cumulative));
        return [.. reports, Measure("all", [.. items.Where(i => HeldOutSet.IsTrainedOn(i.First.Family))], single, cumulative)];
    }

    // Data of a user may have no step labels, or one kind alone: then there is no threshold, and nothing lies below it.
    private static float Threshold((int FirstError, IReadOnlyList<float>? Scores)[] tuned) =>
        tuned.Any(t => t.FirstError < 0) && tuned.Any(t => t.FirstError >= 0) ? ThresholdSearch.Best(tuned) : float.NaN;

    private static ImplicitReport Measure(string family, (LabelledTrajectory Trajectory, IReadOnlyList<float> Margins)[] items, float single, float cumulative)
    {
        var outcomes = items.Select(i => (Good: i.Trajectory.IsRight, Score: i.Margins.Sum())).ToArray();
        var labelled = items.Where(i => i.Trajectory.HasStepLabels).ToArray();
        return new ImplicitReport(
            family,
            items.Length,
            ProcessMetrics.StepAccuracy(outcomes.Select(o => (o.Good, (float?)o.Score)), 0),
            ProcessMetrics.AreaUnderCurve(outcomes),
            ProcessMetrics.FirstError([.. labelled.Select(i => (i.Trajectory.FirstError, i.Margins))], single),
            ProcessMetrics.FirstError([.. labelled.Select(i => (i.Trajectory.FirstError, Sums(i.Margins)))], cumulative));
    }

    private static IReadOnlyList<float> Sums(IReadOnlyList<float> margins) => [.. margins.Select((_, i) => margins.Take(i + 1).Sum())];
}
