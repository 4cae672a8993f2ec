using RewardServer.Training.Tasks;

namespace RewardServer.Training.Evaluation;

/// <summary>What a model does on one family of held-out chains.</summary>
/// <param name="Family">Name of the family.</param>
/// <param name="Trajectories">How many were measured.</param>
/// <param name="StepAccuracy">Share of labelled steps judged right.</param>
/// <param name="FirstError">ProcessBench's measure.</param>
/// <param name="AreaUnderCurve">Over labelled steps.</param>
internal sealed record FamilyReport(string Family, int Trajectories, double StepAccuracy, FirstErrorScore FirstError, double AreaUnderCurve)
    : IEvaluationReport
{
    // Explicit, so that the metrics file has the numbers and not these.
    IReadOnlyList<(string Name, string Value)> IEvaluationReport.Figures =>
    [
        ("trajectories", Figure.Count(Trajectories)),
        ("step accuracy", Figure.Percent(StepAccuracy)),
        ("first-error F1", Figure.Percent(FirstError.F1)),
        ("errors found", Figure.Percent(FirstError.ErrorAccuracy)),
        ("correct passed", Figure.Percent(FirstError.CorrectAccuracy)),
        ("AUC", Figure.Fraction(AreaUnderCurve)),
    ];

    /// <summary>One report a family in order of appearance, then one named <c>all</c> over the families trained on.</summary>
    public static IReadOnlyList<FamilyReport> Create(IReadOnlyList<LabelledTrajectory> trajectories, IReadOnlyList<IReadOnlyList<float>> scores, float threshold)
    {
        var items = trajectories.Zip(scores).ToArray();
        var reports = items.GroupBy(i => i.First.Family).Select(g => Measure(g.Key, [.. g], threshold));
        return [.. reports, Measure("all", [.. items.Where(i => !i.First.Family.StartsWith("unseen", StringComparison.Ordinal))], threshold)];
    }

    private static FamilyReport Measure(string family, (LabelledTrajectory Trajectory, IReadOnlyList<float> Scores)[] items, float threshold)
    {
        var steps = items
            .SelectMany(i => i.Trajectory.Labels.Zip(i.Scores))
            .Where(s => s.First is not null)
            .Select(s => (s.First == true, s.Second))
            .ToArray();
        return new FamilyReport(
            family,
            items.Length,
            ProcessMetrics.StepAccuracy(steps, threshold),
            ProcessMetrics.FirstError([.. items.Where(i => i.Trajectory.HasStepLabels).Select(i => (i.Trajectory.FirstError, i.Scores))], threshold),
            ProcessMetrics.AreaUnderCurve(steps));
    }
}
