namespace RewardServer.Training.Evaluation;

/// <summary>Picking the highest score of several solutions, shares in [0, 1].</summary>
/// <param name="Count">Solutions to pick from.</param>
/// <param name="Right">How often the pick is right.</param>
/// <param name="Random">How often a random pick is.</param>
/// <param name="Ceiling">How often a right one is there.</param>
internal sealed record BestPick(int Count, double Right, double Random, double Ceiling)
{
    /// <summary>Measures over the first <paramref name="count"/> solutions of each problem.</summary>
    public static BestPick Measure(IReadOnlyList<(CandidateSet Set, float[] Scores)> items, int count)
    {
        var sets = items.Select(i => new CandidateSet(i.Set.Problem, [.. i.Set.Candidates.Take(count)])).ToArray();
        var best = sets.Zip(items, (set, item) => BestOfN.Best(set, [.. item.Scores.Take(count).Select(s => (double)s)]));
        return new BestPick(count, best.Average(), sets.Average(BestOfN.Random), sets.Average(BestOfN.Oracle));
    }
}
