using System.Globalization;
using RewardServer.Training.Evaluation.Metrics;
using RewardServer.Training.Evaluation.Serving;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>ProcessBench (arXiv 2412.06559): finds a model the first wrong step, and passes it what is right?</summary>
/// <param name="measured">The solutions; a subset is a family.</param>
/// <param name="threshold">A step below it counts as wrong; null for the model's own.</param>
internal sealed class ProcessBenchmark(IReadOnlyList<LabelledTrajectory> measured, float? threshold) : IBenchmark
{
    /// <summary>Solutions the threshold is chosen on, when it is: the one with the highest F1; empty when it is not chosen. They may be measured, too.</summary>
    public IReadOnlyList<LabelledTrajectory> ChosenOn { get; init; } = [];

    /// <inheritdoc />
    public string Name => "processbench";

    /// <inheritdoc />
    public bool NeedsSteps => true;

    /// <inheritdoc />
    public IReadOnlyList<Solution> Solutions => [.. All.Select(Solution.Of)];

    private IEnumerable<LabelledTrajectory> All => measured.Concat(ChosenOn.Except<LabelledTrajectory>(measured, ReferenceEqualityComparer.Instance));

    /// <inheritdoc />
    public BenchmarkReport Measure(EvaluatedModel model, IReadOnlyList<Judgement> judgements)
    {
        var scores = new Dictionary<LabelledTrajectory, IReadOnlyList<float>?>(
            All.Zip(judgements, (t, j) => KeyValuePair.Create(t, j.IsScored ? j.Steps : null)), ReferenceEqualityComparer.Instance);
        var cut = ChosenOn.Count > 0 ? ThresholdSearch.Best([.. ChosenOn.Select(t => (t.FirstError, scores[t]))]) : threshold ?? model.Threshold;
        var families = FamilyReport.Create(measured, [.. measured.Select(t => scores[t])], cut);
        var trained = families.SkipLast(1).Where(f => HeldOutSet.IsTrainedOn(f.Family)).ToArray();
        return new BenchmarkReport(
            [
                string.Create(CultureInfo.InvariantCulture, $"A step that scores below {cut:G5} counts as wrong ({Origin(model)})."),
                "First-error F1: harmonic mean of the share of wrong solutions whose first wrong step is found and of right solutions in which none is. A solution without scores counts as judged wrong.",
            ],
            [
                new ReportSection("first_error", "subset", trained.Length > 1 ? [.. families, FamilyReport.Average(trained)] : [.. families.SkipLast(1)]),
                .. model.IsGenerative ? [new ReportSection("verdicts", "subset", VerdictReport.Create(measured, [.. judgements.Take(measured.Count)]))] : Array.Empty<ReportSection>(),
            ],
            []);
    }

    private string Origin(EvaluatedModel model) =>
        ChosenOn.Count > 0 ? $"the highest F1 on {ChosenOn.Count} solutions of {string.Join(", ", ChosenOn.Select(t => t.Family).Distinct())}{(ChosenOn.Any(measured.Contains) ? ", which are measured, too" : ", none of which is measured")}"
        : threshold is null ? $"{model.Name}'s own threshold" : "as asked for";
}
