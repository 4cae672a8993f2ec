using RewardServer.Training.Policies;

namespace RewardServer.Training.Tests.Policies;

public sealed class KlEstimatorsTests
{
    // π = (0.5, 0.3, 0.2), π_ref = (0.2, 0.5, 0.3): KL = 0.5 ln 2.5 + 0.3 ln 0.6 + 0.2 ln (2/3) = 0.22380...
    [Theory]
    [InlineData(KlEstimators.K1)]
    [InlineData(KlEstimators.K3)]
    public void Mean_under_the_policy_is_the_divergence(string estimator)
    {
        double[] policy = [0.5, 0.3, 0.2], reference = [0.2, 0.5, 0.3];
        var divergence = (0.5 * Math.Log(2.5)) + (0.3 * Math.Log(0.6)) + (0.2 * Math.Log(2.0 / 3));

        var mean = policy.Zip(reference).Sum(p => p.First * KlEstimators.Of(estimator, (float)Math.Log(p.First), (float)Math.Log(p.Second)));

        Assert.Equal(divergence, mean, 1e-6);
    }

    [Theory]
    [InlineData(-1f, -1f, 0)]
    [InlineData(-1f, -2f, 0.36787944)] // x = -1: 1/e - 1 + 1
    [InlineData(-2f, -1f, 0.71828183)] // x = 1: e - 2
    [InlineData(-60f, -1f, 10)]        // bounded
    public void K3_by_hand(float logProbability, float reference, double expected) =>
        Assert.Equal(expected, KlEstimators.Of(KlEstimators.K3, logProbability, reference), 1e-6);

    [Fact]
    public void K1_is_the_log_ratio() => Assert.Equal(1.5f, KlEstimators.Of(KlEstimators.K1, -1f, -2.5f));
}
