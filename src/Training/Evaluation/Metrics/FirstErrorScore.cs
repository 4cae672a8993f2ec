namespace RewardServer.Training.Evaluation.Metrics;

/// <summary>ProcessBench's measure, in [0, 1].</summary>
/// <param name="ErrorAccuracy">Share of the trajectories with an error whose first error is found exactly; NaN without any.</param>
/// <param name="CorrectAccuracy">Share of the trajectories without an error in which none is seen; NaN without any.</param>
internal sealed record FirstErrorScore(double ErrorAccuracy, double CorrectAccuracy)
{
    /// <summary>Harmonic mean of both; 0 when both are 0. Of an average over subsets: the mean of theirs.</summary>
    public double F1 { get; init; } = ErrorAccuracy + CorrectAccuracy == 0 ? 0 : 2 * ErrorAccuracy * CorrectAccuracy / (ErrorAccuracy + CorrectAccuracy);
}
