using RewardServer.Scoring;
using RewardServer.Scoring.Verification;
using RewardServer.Training.Evaluation.Metrics;
using RewardServer.Training.Evaluation.Serving;

namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>How often the best of N solutions by a model's score is right, beside picking at random, votes, and whether a right one is there at all.</summary>
internal sealed class BestOfNBenchmark : IBenchmark
{
    private const string Random = "at random (pass@1)";
    private const string AnyRight = "any right one (pass@N)";
    private const string Majority = "majority vote";
    private const string WeightedVote = "weighted vote";

    private readonly int largest;
    private readonly int leftOut;
    private int comparedAsTexts;
    private readonly CandidateSet[] sets;

    /// <summary>Measures up to a largest N.</summary>
    /// <param name="all">Problems with solutions.</param>
    /// <param name="most">Largest N; null for the smallest number of solutions a problem has. Problems with fewer are left out, so that every point is over the same ones.</param>
    /// <exception cref="InvalidDataException">No problem has so many.</exception>
    public BestOfNBenchmark(IReadOnlyList<CandidateSet> all, int? most)
    {
        largest = most ?? all.Min(set => set.Candidates.Count);
        sets = [.. all.Where(set => set.Candidates.Count >= largest)];
        leftOut = all.Count - sets.Length;
        if (sets.Length == 0)
        {
            throw new InvalidDataException($"No problem has {largest} solutions; the most that one has are {all.Max(set => set.Candidates.Count)}.");
        }
    }

    /// <inheritdoc />
    public string Name => "best-of-n";

    /// <inheritdoc />
    public bool NeedsSteps => false;

    /// <inheritdoc />
    public IReadOnlyList<Solution> Solutions => Solution.Of(sets);

    /// <inheritdoc />
    public BenchmarkReport Measure(EvaluatedModel model, IReadOnlyList<Judgement> judgements)
    {
        var counts = PickingPoint.Counts(largest);
        Problem[] problems = [.. sets.Zip(ScoredSets.Split(sets, judgements), (set, judged) => new Problem([.. set.Candidates.Select(c => c.IsCorrect)], Answers(set), judged))];
        var random = problems.Select(p => p.Pass(1)).ToArray();
        var own = ScoredSets.Ways(model, judgements).Select(way => (Name: "highest " + way.Name, Pick: (Func<Problem, int, double>)((p, n) => p.Highest(way.Of, n)))).ToArray();
        (string Name, Func<Problem, int, double> Pick)[] ways = [(AnyRight, (p, n) => p.Pass(n)), .. own, .. Votes(model, problems), (Random, (p, _) => p.Pass(1))];
        var rows = ways.Select(way => PickingReport.Create(way.Name, counts, [.. counts.Select(n => problems.Select(p => way.Pick(p, n)).ToArray())], random)).ToArray();
        PickingReport[] drawn = [.. rows.Where(row => row.Way == own[0].Name || row.Way is Random or AnyRight or Majority or WeightedVote)];
        return new BenchmarkReport(
            [.. Notes(model, judgements)],
            [new ReportSection("picking", "way of picking", rows)],
            [new ReportPicture("best-of-n.png", "Share of right picks over the number of solutions to pick from.", path => EvaluationPlots.DrawPicking(drawn, path))]);
    }

    private IEnumerable<string> Notes(EvaluatedModel model, IReadOnlyList<Judgement> judgements)
    {
        yield return $"{sets.Length} problems, {judgements.Count} solutions. Each figure is the mean over all subsets of N of a problem's solutions (an estimate without bias), for votes over {Subsets.Most} random ones where there are more; ties share their chance.";
        if (leftOut > 0)
        {
            yield return $"{leftOut} problems have fewer than {largest} solutions and are left out.";
        }

        if (comparedAsTexts > 0)
        {
            yield return $"In {comparedAsTexts} problems the answers are too many or too involved to be compared mathematically; there only equal texts vote together.";
        }

        yield return "A solution without scores ranks below all others and has no weight in the weighted vote.";
        yield return "The last column: how much more often right than at random at the largest N, with the standard error over problems.";
        var scored = sets.SelectMany(set => set.Candidates).Zip(judgements).Where(i => i.Second.IsScored).Select(i => (i.First.IsCorrect, i.Second.Score));
        yield return $"AUC of {model.Name}'s own score over all scored solutions: {Figure.Fraction(ProcessMetrics.AreaUnderCurve(scored))}.";
    }

    /// <summary>The votes that can be taken: none when no solution has an answer, and with weights only where they cannot be negative.</summary>
    private static IEnumerable<(string Name, Func<Problem, int, double> Pick)> Votes(EvaluatedModel model, Problem[] problems)
    {
        if (problems.Any(p => p.Answers.Any(answer => answer >= 0)))
        {
            yield return (Majority, (p, n) => p.Vote(_ => 1, n));
            if (model.Scale == RewardScale.Probability)
            {
                yield return (WeightedVote, (p, n) => p.Vote(j => j.IsScored ? j.Score : 0, n));
            }
        }
    }

    /// <summary>
    /// Numbers of the answers, equal ones having the same; an answer that is not given is looked for in the text. Where comparing them takes too much work, only
    /// the same texts are equal.
    /// </summary>
    private int[] Answers(CandidateSet set)
    {
        string?[] answers = [.. set.Candidates.Select(c => c.Answer ?? AnswerExtractor.Extract(c.Response ?? (c.Steps is [.., var last] ? last : null))?.Text)];
        if (AnswerGroups.Of(answers, Verifiers.CreateEquivalence()).TryGet(out var groups, out _))
        {
            return groups;
        }

        comparedAsTexts++;
        return [.. answers.Select(answer => answer is null ? -1 : Array.IndexOf(answers, answer))];
    }

    private sealed record Problem(bool[] Right, int[] Answers, Judgement[] Judgements)
    {
        public double Pass(int n) => PassAtK.Estimate(Right.Length, Right.Count(isRight => isRight), n);

        public double Highest(Func<Judgement, double?> score, int n) => BestOfN.Highest([.. Judgements.Select(j => score(j) ?? double.NegativeInfinity)], Right, n);

        public double Vote(Func<Judgement, double> weight, int n) => BestOfN.Vote(Answers, [.. Judgements.Select(weight)], Right, n);
    }
}
