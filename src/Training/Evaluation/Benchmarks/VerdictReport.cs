using System.Globalization;
using RewardServer.Training.Evaluation.Serving;
using RewardServer.Training.Tasks;

namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>What a served generative model's verdicts on whole solutions are worth, on one family of held-out chains.</summary>
/// <param name="Family">Name of the family.</param>
/// <param name="Trajectories">How many were measured.</param>
/// <param name="YesNoAccuracy">Share on the right side of 0.5; an unparsable verdict is on neither.</param>
/// <param name="Unparsable">Share without a verdict.</param>
/// <param name="Tokens">Tokens generated for a verdict, all samples together, in the mean.</param>
internal sealed record VerdictReport(string Family, int Trajectories, double YesNoAccuracy, double Unparsable, double Tokens) : IEvaluationReport
{
    private const float Half = 0.5f;

    IReadOnlyList<(string Name, string Value)> IEvaluationReport.Figures =>
    [
        ("trajectories", Figure.Count(Trajectories)),
        ("yes/no accuracy", Figure.Percent(YesNoAccuracy)),
        ("unparsable", Figure.Percent(Unparsable)),
        ("tokens a verdict", Tokens.ToString("F0", CultureInfo.InvariantCulture)),
    ];

    /// <summary>One report a family in order of appearance, then one named <c>all</c> over the families trained on.</summary>
    public static IReadOnlyList<VerdictReport> Create(IReadOnlyList<LabelledTrajectory> trajectories, IReadOnlyList<Judgement> judgements)
    {
        var items = trajectories.Zip(judgements).ToArray();
        var reports = items.GroupBy(i => i.First.Family).Select(g => Measure(g.Key, [.. g]));
        return [.. reports, Measure("all", [.. items.Where(i => HeldOutSet.IsTrainedOn(i.First.Family))])];
    }

    private static VerdictReport Measure(string family, (LabelledTrajectory Trajectory, Judgement Judgement)[] items) => new(
        family,
        items.Length,
        items.Average(i => i.Judgement.IsScored && (i.Judgement.Score >= Half) == (i.Trajectory.FirstError < 0) ? 1.0 : 0),
        items.Average(i => i.Judgement.Refusal == Judgement.UnparsableVerdict ? 1.0 : 0),
        items.Where(i => i.Judgement.IsScored).Select(i => (double)i.Judgement.GeneratedTokens).DefaultIfEmpty(double.NaN).Average());
}
