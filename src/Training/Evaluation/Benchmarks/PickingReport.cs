using System.Globalization;
using RewardServer.Training.Evaluation.Metrics;

namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>How often one way of picking is right.</summary>
/// <param name="Way">The way.</param>
/// <param name="Points">Share of right picks among N solutions, in order of N.</param>
/// <param name="BetterThanRandom">At the largest N, how much more often it is right than a random pick.</param>
/// <param name="StandardError">Of that difference, over problems; NaN of a single one.</param>
internal sealed record PickingReport(string Way, IReadOnlyList<PickingPoint> Points, double BetterThanRandom, double StandardError) : IEvaluationReport
{
    string IEvaluationReport.Family => Way;

    // Explicit, so that the metrics file has the numbers and not these.
    IReadOnlyList<(string Name, string Value)> IEvaluationReport.Figures =>
    [
        .. Points.Select(p => ($"N = {p.Count}", Figure.Percent(p.Right))),
        ("points over random", string.Create(CultureInfo.InvariantCulture, $"{100 * BetterThanRandom:+0.0;-0.0;0.0} ({100 * StandardError:0.0})")),
    ];

    /// <summary>The report of a curve.</summary>
    /// <param name="way">Its way of picking.</param>
    /// <param name="counts">Each N.</param>
    /// <param name="curve">How often the pick is right. [counts][problems]</param>
    /// <param name="random">How often a random pick is. [problems]</param>
    public static PickingReport Create(string way, int[] counts, double[][] curve, double[] random)
    {
        var (mean, error) = BestOfN.Difference(curve[^1], random);
        return new PickingReport(way, [.. counts.Zip(curve, (n, right) => new PickingPoint(n, right.Average()))], mean, error);
    }
}
