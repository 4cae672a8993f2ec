namespace RewardServer.Scoring.Credit;

/// <summary>
/// r_k = s_k - s_(k+1) for k below K-1, r_(K-1) = s_(K-1), r_K = 0: the last step is the answer, which a verifier rewards. The
/// rewards add up to s_1, so that more steps earn nothing (arXiv 2410.15115). A single step earns 0.
/// </summary>
internal sealed class DeltaCredit(string name, double gamma) : ICreditAssignment
{
    public string Name => name;

    public double Gamma => gamma;

    public bool ReturnsAreSums => true;

    public double[] RewardsOf(ReadOnlySpan<float> stepScores)
    {
        var rewards = new double[stepScores.Length];
        var last = rewards.Length - 1;
        for (var k = 0; k < last; k++)
            rewards[k] = k == last - 1 ? stepScores[k] : (double)stepScores[k] - stepScores[k + 1];
        return rewards;
    }

    public double[] ReturnsOf(ReadOnlySpan<double> stepRewards) => StepReturns.Sums(stepRewards, gamma);

    public double OutcomeOf(ReadOnlySpan<double> stepRewards) => StepReturns.Total(stepRewards);
}
