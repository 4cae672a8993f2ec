using RewardServer.Training.Tasks;

namespace RewardServer.Training.Evaluation;

/// <summary>What a generative verifier in training does on one family of held-out chains.</summary>
/// <param name="Family">Name of the family.</param>
/// <param name="Trajectories">How many were measured.</param>
/// <param name="ExactChecks">Share of the chains whose whole check, verdict and all, greedy decoding writes word for word.</param>
/// <param name="TokenAccuracy">Share of the checks' tokens that are the most likely ones behind the right text before them.</param>
internal sealed record VerifierReport(string Family, int Trajectories, double ExactChecks, double TokenAccuracy) : IEvaluationReport
{
    // Explicit, so that the metrics file has the numbers and not these.
    IReadOnlyList<(string Name, string Value)> IEvaluationReport.Figures =>
    [
        ("trajectories", Figure.Count(Trajectories)),
        ("exact checks", Figure.Percent(ExactChecks)),
        ("tokens right", Figure.Percent(TokenAccuracy)),
    ];

    /// <summary>One report a family in order of appearance, then one named <c>all</c> over the families trained on.</summary>
    /// <param name="trajectories">What is measured.</param>
    /// <param name="hits">For each token of each check: 1 when it is the most likely one, else 0.</param>
    public static IReadOnlyList<VerifierReport> Create(IReadOnlyList<LabelledTrajectory> trajectories, IReadOnlyList<float[]> hits)
    {
        var items = trajectories.Zip(hits, (trajectory, h) => (trajectory.Family, Hits: h)).ToArray();
        var reports = items.GroupBy(i => i.Family).Select(g => Measure(g.Key, [.. g.Select(i => i.Hits)]));
        return [.. reports, Measure("all", [.. items.Where(i => HeldOutSet.IsTrainedOn(i.Family)).Select(i => i.Hits)])];
    }

    private static VerifierReport Measure(string family, float[][] hits) =>
        new(family, hits.Length, hits.Average(h => h.All(x => x == 1) ? 1.0 : 0), hits.SelectMany(h => h).Average(x => (double)x));
}
