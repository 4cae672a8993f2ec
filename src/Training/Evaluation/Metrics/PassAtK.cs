namespace RewardServer.Training.Evaluation.Metrics;

/// <summary>The unbiased estimate of pass@k (arXiv 2107.03374): how often at least one of k random samples of n is right.</summary>
internal static class PassAtK
{
    /// <summary>1 - C(n - c, k) / C(n, k), in [0, 1].</summary>
    /// <param name="samples">n, at least k.</param>
    /// <param name="right">c, how many of them are right.</param>
    /// <param name="k">At least 1.</param>
    public static double Estimate(int samples, int right, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        return 1 - Subsets.ShareWithin(samples - right, samples, k);
    }
}
