namespace RewardServer.Training.Policies;

/// <summary>
/// Estimates of KL(π‖π_ref) at a token that π drew (Schulman, "Approximating KL divergence"), with x = log π_ref - log π. Both have the
/// divergence as their mean; k3 is never negative and varies less.
/// </summary>
internal static class KlEstimators
{
    /// <summary>-x</summary>
    public const string K1 = "k1";

    /// <summary>exp(x) - 1 - x</summary>
    public const string K3 = "k3";

    private const float LargestLogRatio = 20;
    private const float Largest = 10;

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [K1, K3];

    /// <summary>The estimate at one token, in nats. k3 is bounded as PURE's verl branch bounds it: x to ±20, the estimate to ±10.</summary>
    public static float Of(string estimator, float logProbability, float reference)
    {
        var x = reference - logProbability;
        if (estimator == K1)
        {
            return -x;
        }

        x = Math.Clamp(x, -LargestLogRatio, LargestLogRatio);
        return Math.Clamp(MathF.Exp(x) - 1 - x, -Largest, Largest);
    }
}
