namespace RewardServer.Scoring.Credit;

/// <summary>w = softmax(-s/T); r_k = w_k s_k; returns are sums, so the first is close to the lowest score (arXiv 2504.15275).</summary>
internal sealed class MinFormCredit(double temperature, double gamma) : ICreditAssignment
{
    public string Name => CreditAssignments.MinForm;

    public double Gamma => gamma;

    public bool ReturnsAreSums => true;

    public double[] RewardsOf(ReadOnlySpan<float> stepScores)
    {
        var lowest = double.PositiveInfinity;
        foreach (var s in stepScores)
            lowest = Math.Min(lowest, s);

        var rewards = new double[stepScores.Length];
        var sum = 0.0;
        for (var k = 0; k < rewards.Length; k++)
            sum += rewards[k] = Math.Exp((lowest - stepScores[k]) / temperature); // the lowest weighs 1: no overflow, no sum of 0
        for (var k = 0; k < rewards.Length; k++)
            rewards[k] = rewards[k] / sum * stepScores[k];
        return rewards;
    }

    public double[] ReturnsOf(ReadOnlySpan<double> stepRewards) => StepReturns.Sums(stepRewards, gamma);

    public double OutcomeOf(ReadOnlySpan<double> stepRewards) => StepReturns.Total(stepRewards);
}
