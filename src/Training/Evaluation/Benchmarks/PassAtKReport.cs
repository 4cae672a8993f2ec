using RewardServer.Training.Evaluation.Metrics;

namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>pass@k over problems.</summary>
/// <param name="Problems">How many problems.</param>
/// <param name="Points">The mean estimate at each k.</param>
internal sealed record PassAtKReport(int Problems, IReadOnlyList<PickingPoint> Points) : IEvaluationReport
{
    string IEvaluationReport.Family => Figure.Count(Problems);

    IReadOnlyList<(string Name, string Value)> IEvaluationReport.Figures => [.. Points.Select(p => ($"pass@{Figure.Count(p.Count)}", Figure.Percent(p.Right)))];

    /// <summary>Estimates for k = 1, 2, 4 and so on, up to the smallest number of solutions a problem has.</summary>
    public static PassAtKReport Create(IReadOnlyList<CandidateSet> sets) => new(
        sets.Count,
        [.. PickingPoint.Counts(sets.Min(set => set.Candidates.Count)).Select(k => new PickingPoint(k, sets.Average(set => PassAtK.Estimate(set.Candidates.Count, set.Candidates.Count(c => c.IsCorrect), k))))]);
}
