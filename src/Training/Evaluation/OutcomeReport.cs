using RewardServer.Training.Evaluation.Metrics;

namespace RewardServer.Training.Evaluation;

/// <summary>What an outcome score does on one family of held-out problems.</summary>
/// <param name="Family">Name of the family, or of another grouping.</param>
/// <param name="Problems">How many were measured.</param>
/// <param name="PairAccuracy">Share of the right and wrong solutions of one problem in which the right one scores higher.</param>
/// <param name="AreaUnderCurve">Over all solutions of all problems.</param>
/// <param name="Picks">How often the highest of so many solutions is right.</param>
internal sealed record OutcomeReport(string Family, int Problems, double PairAccuracy, double AreaUnderCurve, IReadOnlyList<BestPick> Picks)
    : IEvaluationReport
{
    private static readonly int[] PickFrom = [4, 16];

    // Explicit, so that the metrics file has the numbers and not these.
    IReadOnlyList<(string Name, string Value)> IEvaluationReport.Figures =>
    [
        ("problems", Figure.Count(Problems)),
        ("pair accuracy", Figure.Percent(PairAccuracy)),
        ("AUC", Figure.Fraction(AreaUnderCurve)),
        .. Picks.Select(p => ($"best of {p.Count} (random, ceiling)", $"{Figure.Percent(p.Right)} ({Figure.Percent(p.Random)}, {Figure.Percent(p.Ceiling)})")),
    ];

    /// <summary>One report a family in order of appearance, then one named <c>all</c> over the families trained on.</summary>
    /// <param name="sets">Problems with their solutions; a solution's model is its family.</param>
    /// <param name="scores">One a solution, set after set.</param>
    public static IReadOnlyList<OutcomeReport> ByFamily(IReadOnlyList<CandidateSet> sets, IReadOnlyList<float> scores)
    {
        var items = Scored(sets, scores);
        var reports = items.GroupBy(Family).Select(g => Measure(g.Key, [.. g]));
        return [.. reports, Measure("all", Trained(items))];

        static string Family((CandidateSet Set, float[] Scores) item) => item.Set.Candidates[0].Model;
    }

    /// <summary>One report for each number of steps, over the families trained on.</summary>
    public static IReadOnlyList<OutcomeReport> ByLength(IReadOnlyList<CandidateSet> sets, IReadOnlyList<float> scores) =>
        [.. Trained(Scored(sets, scores)).GroupBy(i => i.Set.Candidates.Max(c => c.Steps.Count)).OrderBy(g => g.Key).Select(g => Measure($"{g.Key} steps", [.. g]))];

    private static (CandidateSet Set, float[] Scores)[] Scored(IReadOnlyList<CandidateSet> sets, IReadOnlyList<float> scores)
    {
        var next = 0;
        return [.. sets.Select(s => (s, s.Candidates.Select(_ => scores[next++]).ToArray()))];
    }

    private static (CandidateSet Set, float[] Scores)[] Trained((CandidateSet Set, float[] Scores)[] items) =>
        [.. items.Where(i => HeldOutSet.IsTrainedOn(i.Set.Candidates[0].Model))];

    private static OutcomeReport Measure(string name, (CandidateSet Set, float[] Scores)[] items)
    {
        var solutions = items.SelectMany(i => i.Set.Candidates.Zip(i.Scores, (c, s) => (Good: c.IsCorrect, s)));
        var counts = PickFrom.Where(n => items.All(i => i.Scores.Length >= n));
        return new OutcomeReport(
            name,
            items.Length,
            items.Select(PairAccuracyOf).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average(),
            ProcessMetrics.AreaUnderCurve(solutions),
            [.. counts.Select(n => BestPick.Measure(items, n))]);
    }

    // The area under one problem's curve is the share of its pairs in the right order; not a number without a pair.
    private static double PairAccuracyOf((CandidateSet Set, float[] Scores) item) =>
        ProcessMetrics.AreaUnderCurve(item.Set.Candidates.Zip(item.Scores, (c, s) => (c.IsCorrect, s)));
}
