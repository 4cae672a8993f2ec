namespace RewardServer.Training.Evaluation;

/// <summary>Ways to pick one of several solutions, and how often each picks a right one. Ties share their chance.</summary>
internal static class BestOfN
{
    /// <summary>Picking at random: the share of right candidates.</summary>
    public static double Random(CandidateSet set) => set.Candidates.Average(c => c.IsCorrect ? 1.0 : 0);

    /// <summary>Whether a right candidate is there at all: the ceiling.</summary>
    public static double Oracle(CandidateSet set) => set.Candidates.Any(c => c.IsCorrect) ? 1 : 0;

    /// <summary>The most frequent answer; a solution without an answer stands alone.</summary>
    public static double Majority(CandidateSet set)
    {
        var groups = set.Candidates.Select((c, i) => (c, Key: c.Answer ?? $"#{i}")).GroupBy(x => x.Key, x => x.c).ToArray();
        var most = groups.Max(g => g.Count());
        return groups.Where(g => g.Count() == most).Average(g => g.Average(c => c.IsCorrect ? 1.0 : 0));
    }

    /// <summary>The highest of <paramref name="scores"/>, one a candidate.</summary>
    public static double Best(CandidateSet set, IReadOnlyList<double> scores)
    {
        var best = scores.Max();
        return set.Candidates.Where((_, i) => scores[i] == best).Average(c => c.IsCorrect ? 1.0 : 0);
    }

    /// <summary>Mean and standard error over problems of how much better one way of picking is than another.</summary>
    public static (double Mean, double Error) Difference(IReadOnlyList<double> one, IReadOnlyList<double> other)
    {
        var differences = one.Zip(other, (a, b) => a - b).ToArray();
        var mean = differences.Average();
        var variance = differences.Sum(d => (d - mean) * (d - mean)) / (differences.Length - 1);
        return (mean, Math.Sqrt(variance / differences.Length));
    }
}
