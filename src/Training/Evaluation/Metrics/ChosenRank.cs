namespace RewardServer.Training.Evaluation.Metrics;

/// <summary>RewardMATH's measures of one problem (arXiv 2410.01729): how its right solutions rank among the wrong ones.</summary>
/// <param name="IsFirst">Whether every right one scores above every wrong one.</param>
/// <param name="IsFirstOrTied">The same, a tie being enough.</param>
/// <param name="ReciprocalRank">1 / rank of the first right one; wrong ones of the same score come before it.</param>
internal sealed record ChosenRank(bool IsFirst, bool IsFirstOrTied, double ReciprocalRank)
{
    /// <summary>Ranks. A solution without a score (null) counts against the model: a right one below, a wrong one above all others.</summary>
    /// <param name="chosen">Scores of the right solutions, at least one.</param>
    /// <param name="rejected">Scores of the wrong ones, at least one.</param>
    public static ChosenRank Of(IReadOnlyList<double?> chosen, IReadOnlyList<double?> rejected)
    {
        var right = chosen.Select(s => s ?? double.NegativeInfinity).ToArray();
        var wrong = rejected.Select(s => s ?? double.PositiveInfinity).ToArray();
        return new ChosenRank(right.Min() > wrong.Max(), right.Min() >= wrong.Max(), 1.0 / (1 + wrong.Count(s => s >= right.Max())));
    }
}
