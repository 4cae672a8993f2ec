using RewardServer.Training.Evaluation.Metrics;

namespace RewardServer.Training.Evaluation;

/// <summary>Picking the highest score of several solutions, shares in [0, 1].</summary>
/// <param name="Count">Solutions to pick from.</param>
/// <param name="Right">How often the pick is right.</param>
/// <param name="Random">How often a random pick is.</param>
/// <param name="Ceiling">How often a right one is there.</param>
internal sealed record BestPick(int Count, double Right, double Random, double Ceiling)
{
    /// <summary>The means over all picks of <paramref name="count"/> solutions of each problem.</summary>
    public static BestPick Measure(IReadOnlyList<(CandidateSet Set, float[] Scores)> items, int count)
    {
        var problems = items.Select(i => (Right: i.Set.Candidates.Select(c => c.IsCorrect).ToArray(), Scores: Array.ConvertAll(i.Scores, s => (double)s))).ToArray();
        return new BestPick(
            count,
            problems.Average(p => BestOfN.Highest(p.Scores, p.Right, count)),
            problems.Average(p => PassAtK.Estimate(p.Right.Length, p.Right.Count(r => r), 1)),
            problems.Average(p => PassAtK.Estimate(p.Right.Length, p.Right.Count(r => r), count)));
    }
}
