using RewardServer.Scoring;
using RewardServer.Training.Evaluation.Metrics;
using RewardServer.Training.Evaluation.Serving;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>Are scores the probabilities they look like? Of steps up to the first error, and of whole solutions.</summary>
internal sealed class CalibrationBenchmark : IBenchmark
{
    private readonly int bins;
    private readonly Item[] items;

    /// <summary>Measures solutions with labelled steps, and solutions that are known to be right or wrong as a whole.</summary>
    /// <param name="trajectories">Those with labelled steps.</param>
    /// <param name="sets">Those without.</param>
    /// <param name="bins">Bins of equal width.</param>
    public CalibrationBenchmark(IReadOnlyList<LabelledTrajectory> trajectories, IReadOnlyList<CandidateSet> sets, int bins)
    {
        this.bins = bins;
        items =
        [
            .. trajectories.Select(t => new Item(Solution.Of(t), t.Labels, t.FirstError < 0)),
            .. Solution.Of(sets).Zip(sets.SelectMany(set => set.Candidates), (solution, candidate) => new Item(solution, [], candidate.IsCorrect)),
        ];
    }

    /// <inheritdoc />
    public string Name => "calibration";

    /// <inheritdoc />
    public bool NeedsSteps => false;

    /// <inheritdoc />
    public IReadOnlyList<Solution> Solutions => [.. items.Select(item => item.Solution)];

    /// <inheritdoc />
    public BenchmarkReport Measure(EvaluatedModel model, IReadOnlyList<Judgement> judgements)
    {
        var scored = items.Zip(judgements).Where(i => i.Second.IsScored).ToArray();
        var steps = scored.SelectMany(i => i.First.Labels.Zip(i.Second.Steps)).Where(s => s.First is not null).Select(s => (Probability(s.Second), s.First == true)).ToArray();
        var solutions = scored.Select(i => (Probability(i.Second.Score), i.First.IsRight)).ToArray();
        CalibrationReport[] rows = [.. steps.Length > 0 ? [Report("steps", steps)] : Array.Empty<CalibrationReport>(), Report("solutions", solutions)];
        return new BenchmarkReport(
            [
                model.Scale == RewardScale.Probability
                    ? "Scores are read as probabilities of being right."
                    : $"Scores are not probabilities ({model.Scale.Describe()}); they are read as {(model.Scale == RewardScale.Signed ? "(score + 1) / 2" : "log-odds")}.",
                $"ECE: over {bins} bins of equal width, the distance between the share that is right and the mean probability, weighted by how many fall into the bin. Steps count up to the first error. A solution's probability is the model's own score of it{(model.JudgesSteps && !model.IsGenerative && model.Aggregation.Length > 0 ? $" ({model.Aggregation} of its steps)" : "")}.",
                "Solutions without scores are left out: they claim nothing.",
            ],
            [new ReportSection("calibration", "of", rows)],
            [new ReportPicture("reliability.png", "Reliability: share right over the probability claimed (on the diagonal: calibrated), and how often each is claimed.", path => EvaluationPlots.DrawReliability(rows, path))]);

        double Probability(float score) => model.Scale.Convert(score, RewardScale.Probability);
    }

    private CalibrationReport Report(string name, (double, bool)[] claims) => new(name, Calibration.Measure(claims, bins));

    private sealed record Item(Solution Solution, IReadOnlyList<bool?> Labels, bool IsRight);
}
