using RewardServer.Scoring;
using RewardServer.Training.Evaluation;
using RewardServer.Training.Evaluation.Benchmarks;
using RewardServer.Training.Evaluation.Files;
using RewardServer.Training.Evaluation.Serving;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Tests.Evaluation.Benchmarks;

/// <summary>What judgements are worth, worked out by hand.</summary>
public sealed class BenchmarkTests
{
    private static readonly EvaluatedModel Prm = new("m", "process", "sha256:0", RewardScale.Probability, 0.5f, "min");
    private static readonly EvaluatedModel Orm = new("m", "outcome", "sha256:0", RewardScale.Logit, 0, "");

    [Fact]
    public void ProcessBench_averages_its_subsets_and_counts_what_has_no_scores_as_wrong()
    {
        LabelledTrajectory[] solutions = [Chain("gsm8k", 2, 1), Chain("gsm8k", 2, -1), Chain("math", 2, 0), Chain("math", 1, -1), Chain("math", 1, -1), Chain("math", 2, 1)];
        Judgement[] judgements = [Of(0.9f, 0.1f), Of(0.9f, 0.6f), Of(0.4f, 0.1f), Of(0.9f), Judgement.Refused("too_long"), Judgement.Refused("too_long")];

        var report = new ProcessBenchmark(solutions, null).Measure(Prm, judgements);

        var rows = Rows<FamilyReport>(report, "first_error");
        Assert.Equal(["gsm8k", "math", "all", "average"], rows.Select(r => r.Family));
        Assert.Equal([1.0, 0.5, 2 * (2 / 3.0) * (2 / 3.0) / (4 / 3.0), 0.75], rows.Select(r => r.FirstError.F1), Close);
        Assert.Equal([0, 2, 2, 2], rows.Select(r => r.Unscored));
        Assert.Equal([1.0, 2 / 5.0], rows.Take(2).Select(r => r.StepAccuracy), Close); // of math: 0 | 1 | 1, none | 1 0, none
        Assert.Equal("4 (2 unscored)", ((IEvaluationReport)rows[1]).Figures[0].Value);
    }

    [Fact]
    public void Threshold_is_chosen_on_the_solutions_it_is_to_be_chosen_on()
    {
        LabelledTrajectory[] measured = [Chain("a", 2, 1), Chain("a", 1, -1)];
        LabelledTrajectory[] others = [Chain("b", 2, 1), Chain("b", 1, -1)];
        Judgement[] judgements = [Of(0.9f, 0.2f), Of(0.4f), Of(0.7f, 0.1f), Of(0.2f)];

        var elsewhere = new ProcessBenchmark(measured, null) { ChosenOn = others };
        var here = new ProcessBenchmark(measured, null) { ChosenOn = measured };

        Assert.Equal((4, 2), (elsewhere.Solutions.Count, here.Solutions.Count));
        Assert.StartsWith("A step that scores below 0.15 counts as wrong (the highest F1 on 2 solutions of b, none of which is measured)", elsewhere.Measure(Prm, judgements).Notes[0], StringComparison.Ordinal);
        Assert.StartsWith("A step that scores below 0.3 counts as wrong (the highest F1 on 2 solutions of a, which are measured, too)", here.Measure(Prm, judgements[..2]).Notes[0], StringComparison.Ordinal);
        Assert.Equal(0, Rows<FamilyReport>(elsewhere.Measure(Prm, judgements), "first_error")[0].FirstError.ErrorAccuracy); // 0.2 is above
        Assert.Equal(1, Rows<FamilyReport>(here.Measure(Prm, judgements[..2]), "first_error")[0].FirstError.F1);
    }

    [Fact]
    public void Unparsable_verdict_is_wrong_about_everything_and_counted()
    {
        LabelledTrajectory[] chains = [Chain("story", 2, -1), Chain("story", 1, -1), Chain("story", 2, 1)];
        Judgement[] judgements =
        [
            new([1, 1], 0.9f) { GeneratedTokens = 30 },
            Judgement.Refused(Judgement.UnparsableVerdict),
            new([1, 0], 0.2f) { GeneratedTokens = 12 },
        ];

        var report = new ProcessBenchmark(chains, null).Measure(Prm with { Kind = "generative" }, judgements);

        var verdict = Rows<VerdictReport>(report, "verdicts")[^1];
        Assert.Equal((3, 2 / 3.0, 1 / 3.0, 21.0), (verdict.Trajectories, verdict.YesNoAccuracy, verdict.Unparsable, verdict.Tokens));
        var steps = Assert.Single(Rows<FamilyReport>(report, "first_error"));
        Assert.Equal((1.0, 0.5, 0.8), (steps.FirstError.ErrorAccuracy, steps.FirstError.CorrectAccuracy, steps.StepAccuracy));
    }

    [Fact]
    public void PrmBench_is_as_its_authors_count()
    {
        PrmBenchItem[] items =
        [
            Item(PrmBenchItem.Correct, "0", 2), Item("redundency", "0", 3, 1), Item("confidence", "0", 4, 2, 3), Item("multi_solutions", "1", 2), Item("confidence", "2", 2, 0),
        ];
        Judgement[] judgements = [Of(0.9f, 0.4f), Of(0.9f, 0.9f, 0.9f), Of(0.9f, 0.4f, 0.1f, 0.8f), Of(0.9f, 0.9f), Judgement.Refused("too_long")];

        var report = new PrmBenchmark(items, null, 0.15f).Measure(Prm, judgements);

        var rows = Rows<PrmBenchReport>(report, "classes").ToDictionary(r => r.Class);
        Assert.Equal([1, 1, 2, 1, 4], rows.Values.Select(r => r.Solutions)); // the correct twin is not in the total
        Assert.Equal((1, 1), (rows["confidence"].Unscored, rows["total"].Unscored));
        Assert.Equal(2 / 3.0, rows["correct"].Score, 12); // precision 1, recall 1/2: F1 alone
        Assert.Equal(1, rows["multi_solutions"].Score);
        // Called right, right, right; the second is wrong: precision 2/3, recall 1; nothing called wrong: precision -1, recall 0.
        Assert.Equal((0.8, 0), (rows["redundency"].Steps.F1, rows["redundency"].Steps.NegativeF1), ClosePair);
        // Right steps 0 and 1, called + -; wrong 2 and 3, called - +: all of precision and recall 1/2, both ways.
        Assert.Equal(0.5, rows["confidence"].Score, 12);
        Assert.Equal((0, 1), (rows["redundency"].FirstErrorAccuracy, rows["confidence"].FirstErrorAccuracy));
        Assert.Equal((-1, -1, 0.5), (rows["correct"].FirstErrorAccuracy, rows["multi_solutions"].FirstErrorAccuracy, rows["total"].FirstErrorAccuracy));
        Assert.Equal((0.5, 0, 0.25, -1), (rows["redundency"].Similarity, rows["confidence"].Similarity, rows["total"].Similarity, rows["multi_solutions"].Similarity));
        // Total: TP 2 + 1 + 2, FP 1 + 1, TN 1, FN 1.
        Assert.Equal(2 * (5 / 7.0) * (5 / 6.0) / (5 / 7.0 + 5 / 6.0), rows["total"].Steps.F1, 12);
        Assert.Equal(2 * (1 / 2.0) * (1 / 3.0) / (1 / 2.0 + 1 / 3.0), rows["total"].Steps.NegativeF1, 12);
        Assert.Equal([(0.8 + 0) / 2, 0.5, 1], Rows<PrmBenchCategory>(report, "categories").Select(c => c.Score), Close);
    }

    [Fact]
    public void Redundancy_that_a_model_tells_decides_over_redundant_steps()
    {
        PrmBenchItem[] items = [Item("circular", "0", 2, 1), Item("confidence", "0", 2, 1)];
        Judgement[] judgements = [Of(0.1f, 0.9f) with { Redundancy = [0.15f, 0.2f] }, Of(0.9f, 0.1f) with { Redundancy = [1, 0] }];

        var rows = Rows<PrmBenchReport>(new PrmBenchmark(items, null, 0.15f).Measure(Prm with { TellsRedundancy = true }, judgements), "classes");

        Assert.All(rows, row => Assert.Equal(1, row.Score));
    }

    [Fact]
    public void Step_at_the_threshold_is_not_called_right_by_PrmBench() =>
        Assert.Equal(0, Rows<PrmBenchReport>(new PrmBenchmark([Item("confidence", "0", 1)], 0.5f, 0).Measure(Prm, [Of(0.5f)]), "classes")[0].Steps.TruePositive);

    [Fact]
    public void RewardMath_has_a_row_for_each_way_to_score()
    {
        CandidateSet[] sets = [Set(true, false, false), Set(false, true, false)];
        Judgement[] judgements = [Of(0.9f, 0.5f), Of(0.6f, 0.6f), Of(0.1f, 0.4f), Of(0.2f, 0.3f), Of(0.8f, 0.9f), Of(0.1f, 0.1f)];

        var rows = Rows<RewardMathReport>(new RewardMathBenchmark(sets).Measure(Prm, judgements), "ways").ToDictionary(r => r.Way);

        Assert.Equal(["min", "soft-min", "product", "geometric-mean", "mean", "last", "max", "sum"], rows.Keys);
        Assert.Equal(new RewardMathReport("min", 0.5, 0.5, 0.75), rows["min"]); // 0.5 < 0.6; 0.8 > 0.2
        Assert.Equal(new RewardMathReport("max", 1, 1, 1), rows["max"]);
        Assert.Equal("score", Assert.Single(Rows<RewardMathReport>(new RewardMathBenchmark(sets).Measure(Orm, [.. judgements.Select((_, i) => new Judgement([], i))]), "ways")).Way);
    }

    [Fact]
    public void Best_of_n_compares_ways_of_picking()
    {
        CandidateSet[] sets = [Set(true, false, false), Set(false, true, true)];
        Judgement[] judgements = [Of(0.9f), Of(0.5f), Of(0.2f), Of(0.3f), Judgement.Refused("too_long"), Of(0.4f)];

        var report = new BestOfNBenchmark(sets, null).Measure(Prm, judgements);

        var rows = Rows<PickingReport>(report, "picking").ToDictionary(r => r.Way);
        Assert.Equal([1, 2, 3], rows["highest min"].Points.Select(p => p.Count));
        Assert.Equal([(1 / 3.0 + 2 / 3.0) / 2, (2 / 3.0 + 1) / 2, 1], rows["any right one (pass@N)"].Points.Select(p => p.Right), Close);
        Assert.Equal([0.5, 0.5, 0.5], rows["at random (pass@1)"].Points.Select(p => p.Right), Close);
        // First: pairs with the first (2 of 3) are right. Second: the pairs are {0.3, none}: wrong, {0.3, 0.4}: right, {none, 0.4}: right.
        Assert.Equal([0.5, (2 / 3.0 + 2 / 3.0) / 2, 1], rows["highest min"].Points.Select(p => p.Right), Close);
        // Answers right and wrong: first 1 against 2; second 2 against 1. Of pairs, two alike or one of each.
        Assert.Equal([0.5, (1 / 3.0 + 2 / 3.0) / 2, 0.5], rows["majority vote"].Points.Select(p => p.Right), Close);
        Assert.Equal([0.5, (2 / 3.0 + 2 / 3.0) / 2, 1], rows["weighted vote"].Points.Select(p => p.Right), Close); // 0.9 > 0.7; 0.4 > 0.3
        Assert.Equal(0.5, rows["highest min"].BetterThanRandom, 12);
    }

    [Fact]
    public void Problems_with_too_few_solutions_are_left_out_and_counted()
    {
        CandidateSet[] sets = [Set(true, false, false), Set(false, true)];

        Assert.Equal(5, new BestOfNBenchmark(sets, null).Solutions.Count);
        var longer = new BestOfNBenchmark(sets, 3);
        Assert.Equal(3, longer.Solutions.Count);
        Assert.Contains("1 problems have fewer than 3 solutions and are left out.", longer.Measure(Prm, [Of(1), Of(0), Of(0)]).Notes);
        Assert.StartsWith("No problem has 4 solutions", Assert.Throws<InvalidDataException>(() => new BestOfNBenchmark(sets, 4)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Votes_need_answers_and_weights_that_are_not_negative()
    {
        CandidateSet[] mute = [new("p", [new("", ["I do not know."], null, true), new("", ["Nor do I."], null, false)])];

        Assert.DoesNotContain(Rows<PickingReport>(new BestOfNBenchmark(mute, null).Measure(Prm, [Of(1), Of(0)]), "picking"), r => r.Way.Contains("vote", StringComparison.Ordinal));
        Assert.Equal(["majority vote"], Rows<PickingReport>(new BestOfNBenchmark([Set(true, false)], null).Measure(Orm, [new([], 1), new([], -1)]), "picking").Select(r => r.Way).Where(w => w.Contains("vote", StringComparison.Ordinal)));
    }

    [Fact]
    public void Calibration_is_of_labelled_steps_and_of_whole_solutions()
    {
        LabelledTrajectory[] chains = [Chain("a", 3, 1), Chain("a", 1, -1), Chain("a", 1, -1)];
        Judgement[] judgements = [Of(1f, 0f, 0.5f), Of(0.75f), Judgement.Refused("too_long")];

        var rows = Rows<CalibrationReport>(new CalibrationBenchmark(chains, [], 10).Measure(Prm, judgements), "calibration");

        Assert.Equal(["steps", "solutions"], rows.Select(r => r.Of));
        Assert.Equal((3, 2), (rows[0].Calibration.Count, rows[1].Calibration.Count)); // behind the error nothing counts
        Assert.Equal(0.25 / 3, rows[0].Calibration.ExpectedError, 12);
        Assert.Equal(0.25 / 2, rows[1].Calibration.ExpectedError, 12);
    }

    [Fact]
    public void Scores_of_other_scales_are_turned_into_probabilities()
    {
        var rows = Rows<CalibrationReport>(new CalibrationBenchmark([], [Set(true, false)], 1).Measure(Orm, [new([], 0), new([], float.MinValue)]), "calibration");

        Assert.Equal(0.25, Assert.Single(rows).Calibration.ExpectedError, 6); // claims 1/2 and 0, and one of two is right
    }

    private static LabelledTrajectory Chain(string family, int steps, int firstError) =>
        LabelledTrajectory.Chain(family, "p", [.. Enumerable.Range(0, steps).Select(i => $"{i}")], firstError, null);

    private static PrmBenchItem Item(string kind, string id, int steps, params int[] wrong) =>
        new(kind, id, "p", [.. Enumerable.Range(0, steps).Select(i => $"{i}")], wrong.ToHashSet());

    private static CandidateSet Set(params bool[] right) => new("p", [.. right.Select(isRight => new Candidate("", ["so"], isRight ? "1" : "2", isRight))]);

    private static Judgement Of(params float[] steps) => new(steps, steps.Min());

    private static T[] Rows<T>(BenchmarkReport report, string section) => [.. report.Sections.Single(s => s.Name == section).Reports.Cast<T>()];

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-9;

    private static bool ClosePair((double, double) a, (double, double) b) => Close(a.Item1, b.Item1) && Close(a.Item2, b.Item2);
}
