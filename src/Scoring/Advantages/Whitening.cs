namespace RewardServer.Scoring.Advantages;

/// <summary>Shifts and scales numbers of a whole batch to mean 0 and variance 1.</summary>
public static class Whitening
{
    private const double Epsilon = 1e-8;

    /// <summary>
    /// x := (x - mean) / sqrt(var + 1e-8), with the unbiased variance, in place. Each number stands for so many of its kind, as a step's
    /// does for its tokens. Fewer than two in all have no variance and are left as they are.
    /// </summary>
    /// <param name="numbers">Finite numbers.</param>
    /// <param name="counts">How many each stands for, 1 or more; of the same shape.</param>
    public static void Apply(IReadOnlyList<double[]> numbers, IReadOnlyList<IReadOnlyList<int>> counts)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        ArgumentNullException.ThrowIfNull(counts);
        var total = counts.Sum(row => row.Sum(count => (long)count));
        if (total < 2)
            return;
        var mean = Sum(numbers, counts, x => x) / total;
        var scale = 1 / Math.Sqrt((Sum(numbers, counts, x => (x - mean) * (x - mean)) / (total - 1)) + Epsilon);
        foreach (var row in numbers)
        {
            for (var k = 0; k < row.Length; k++)
                row[k] = (row[k] - mean) * scale;
        }
    }

    private static double Sum(IReadOnlyList<double[]> numbers, IReadOnlyList<IReadOnlyList<int>> counts, Func<double, double> term)
    {
        var sum = 0.0;
        for (var i = 0; i < numbers.Count; i++)
        {
            for (var k = 0; k < numbers[i].Length; k++)
                sum += counts[i][k] * term(numbers[i][k]);
        }
        return sum;
    }
}
