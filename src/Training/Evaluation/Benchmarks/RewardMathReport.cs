namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>RewardMATH's figures for one way to score solutions.</summary>
/// <param name="Way">The way.</param>
/// <param name="Accuracy">Share of the problems whose right solution scores above all wrong ones.</param>
/// <param name="AccuracyWithTies">The same, a tie being enough.</param>
/// <param name="MeanReciprocalRank">Of the first right solution.</param>
internal sealed record RewardMathReport(string Way, double Accuracy, double AccuracyWithTies, double MeanReciprocalRank) : IEvaluationReport
{
    string IEvaluationReport.Family => Way;

    IReadOnlyList<(string Name, string Value)> IEvaluationReport.Figures =>
        [("accuracy", Figure.Percent(Accuracy)), ("with ties", Figure.Percent(AccuracyWithTies)), ("MRR", Figure.Fraction(MeanReciprocalRank))];
}
