using RewardServer.Training.Evaluation.Metrics;
using RewardServer.Training.Evaluation.Serving;

namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>RewardMATH (arXiv 2410.01729): does the right solution of a problem score above all wrong ones?</summary>
/// <param name="sets">Problems, each with right and wrong solutions.</param>
internal sealed class RewardMathBenchmark(IReadOnlyList<CandidateSet> sets) : IBenchmark
{
    /// <inheritdoc />
    public string Name => "rewardmath";

    /// <inheritdoc />
    public bool NeedsSteps => false;

    /// <inheritdoc />
    public IReadOnlyList<Solution> Solutions => Solution.Of(sets);

    /// <inheritdoc />
    public BenchmarkReport Measure(EvaluatedModel model, IReadOnlyList<Judgement> judgements)
    {
        var judged = ScoredSets.Split(sets, judgements);
        return new BenchmarkReport(
            [
                $"{sets.Count} problems. Accuracy: every right solution scores above every wrong one. MRR: the mean of 1 / rank of the first right one, wrong ones of the same score before it.",
                "A solution without scores counts against the model: a right one ranks last, a wrong one first.",
                .. model.JudgesSteps ? [$"The first row is the model's own score; the others aggregate its step scores another way."] : Array.Empty<string>(),
            ],
            [new ReportSection("ways", "score", [.. ScoredSets.Ways(model, judgements).Select(way => Report(way.Name, way.Of, judged))])],
            []);
    }

    private RewardMathReport Report(string name, Func<Judgement, double?> of, Judgement[][] judged)
    {
        var ranks = sets.Zip(judged, (set, judgements) =>
        {
            var scores = set.Candidates.Zip(judgements, (c, j) => (c.IsCorrect, Score: of(j))).ToLookup(s => s.IsCorrect, s => s.Score);
            return ChosenRank.Of([.. scores[true]], [.. scores[false]]);
        }).ToArray();
        return new RewardMathReport(name, ranks.Average(r => r.IsFirst ? 1.0 : 0), ranks.Average(r => r.IsFirstOrTied ? 1.0 : 0), ranks.Average(r => r.ReciprocalRank));
    }
}
