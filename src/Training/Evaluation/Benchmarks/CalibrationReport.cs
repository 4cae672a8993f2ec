using RewardServer.Training.Evaluation.Metrics;

namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>How well probabilities are calibrated.</summary>
/// <param name="Of">steps or solutions.</param>
/// <param name="Calibration">The measure, with its bins.</param>
internal sealed record CalibrationReport(string Of, Calibration Calibration) : IEvaluationReport
{
    string IEvaluationReport.Family => Of;

    // Explicit, so that the metrics file has the numbers and not these.
    IReadOnlyList<(string Name, string Value)> IEvaluationReport.Figures =>
    [
        ("number", Figure.Count(Calibration.Count)),
        ("right", Figure.Percent(Calibration.Bins.Where(b => b.Count > 0).Sum(b => b.Count * b.Right) / Calibration.Count)),
        ("mean probability", Figure.Percent(Calibration.Bins.Where(b => b.Count > 0).Sum(b => b.Count * b.Confidence) / Calibration.Count)),
        ("ECE", Figure.Fraction(Calibration.ExpectedError)),
        ("worst bin", Figure.Fraction(Calibration.LargestError)),
        ("Brier score", Figure.Fraction(Calibration.Brier)),
    ];
}
