namespace RewardServer.Training.Evaluation.Metrics;

/// <summary>
/// How often the pick among n of a problem's N solutions is right, as the mean over all subsets of n of them: an estimate for n without bias
/// that uses every solution (with right or wrong as the value, that of arXiv 2310.02743). Ties share their chance.
/// </summary>
internal static class BestOfN
{
    /// <summary>Picking the highest score. In closed form: of all subsets, C(below or tied, n) - C(below, n) have their highest score at a given one.</summary>
    /// <param name="scores">One a solution; negative infinity for one without a score.</param>
    /// <param name="right">Whether each solution is right.</param>
    /// <param name="n">1 to the number of solutions.</param>
    public static double Highest(IReadOnlyList<double> scores, IReadOnlyList<bool> right, int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        var (expected, reached) = (0.0, 0);
        foreach (var tied in Enumerable.Range(0, scores.Count).GroupBy(i => scores[i]).OrderBy(group => group.Key))
        {
            var below = reached;
            reached += tied.Count();
            var share = Subsets.ShareWithin(reached, scores.Count, n) - Subsets.ShareWithin(below, scores.Count, n);
            expected += share * tied.Average(i => right[i] ? 1.0 : 0);
        }

        return expected;
    }

    /// <summary>
    /// Picking the answer with the highest sum of weights, and of it any solution. Over all subsets, or over <see cref="Subsets.Most"/> random ones
    /// where there are more.
    /// </summary>
    /// <param name="answers">Number of each solution's answer; a negative one is no answer and stands alone.</param>
    /// <param name="weights">One a solution: 1 for a plain majority.</param>
    /// <param name="right">Whether each solution is right.</param>
    /// <param name="n">1 to the number of solutions.</param>
    public static double Vote(IReadOnlyList<int> answers, IReadOnlyList<double> weights, IReadOnlyList<bool> right, int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, answers.Count);
        return Subsets.Of(answers.Count, n).Average(subset => Winner(subset, answers, weights, right));
    }

    /// <summary>Mean and standard error over problems of how much better one way of picking is than another.</summary>
    public static (double Mean, double Error) Difference(IReadOnlyList<double> one, IReadOnlyList<double> other)
    {
        var differences = one.Zip(other, (a, b) => a - b).ToArray();
        var mean = differences.Average();
        var variance = differences.Sum(d => (d - mean) * (d - mean)) / (differences.Length - 1);
        return (mean, Math.Sqrt(variance / differences.Length));
    }

    private static double Winner(int[] subset, IReadOnlyList<int> answers, IReadOnlyList<double> weights, IReadOnlyList<bool> right)
    {
        var votes = new Dictionary<int, (double Weight, int Right, int Count)>(subset.Length);
        foreach (var i in subset)
        {
            var key = answers[i] < 0 ? -1 - i : answers[i];
            var (weight, rightOnes, count) = votes.GetValueOrDefault(key);
            votes[key] = (weight + weights[i], rightOnes + (right[i] ? 1 : 0), count + 1);
        }

        var most = votes.Values.Max(v => v.Weight);
        return votes.Values.Where(v => v.Weight == most).Average(v => (double)v.Right / v.Count);
    }
}
