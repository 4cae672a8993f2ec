namespace RewardServer.Scoring.Credit;

/// <summary>
/// r = s; G_k = min over j >= k of r_j. PURE's verl branch takes the minimum over padding too, whose reward is 0, so that no
/// return of it can be positive; here only steps count.
/// </summary>
internal sealed class StrictMinCredit : ICreditAssignment
{
    public string Name => CreditAssignments.StrictMin;

    public double Gamma => 1;

    public bool ReturnsAreSums => false;

    public double[] RewardsOf(ReadOnlySpan<float> stepScores) => StepReturns.Widen(stepScores);

    public double[] ReturnsOf(ReadOnlySpan<double> stepRewards) => StepReturns.Minima(stepRewards);

    public double OutcomeOf(ReadOnlySpan<double> stepRewards)
    {
        if (stepRewards.IsEmpty)
            return 0;
        var lowest = double.PositiveInfinity;
        foreach (var reward in stepRewards)
            lowest = Math.Min(lowest, reward);
        return lowest;
    }
}
