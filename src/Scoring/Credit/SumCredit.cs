namespace RewardServer.Scoring.Credit;

/// <summary>r = s; G_k = r_k + gamma G_(k+1). With gamma 0 this is no credit assignment at all.</summary>
internal sealed class SumCredit(string name, double gamma) : ICreditAssignment
{
    public string Name => name;

    public double Gamma => gamma;

    public bool ReturnsAreSums => true;

    public double[] RewardsOf(ReadOnlySpan<float> stepScores) => StepReturns.Widen(stepScores);

    public double[] ReturnsOf(ReadOnlySpan<double> stepRewards) => StepReturns.Sums(stepRewards, gamma);

    public double OutcomeOf(ReadOnlySpan<double> stepRewards) => StepReturns.Total(stepRewards);
}
