namespace RewardServer.Scoring.Credit;

/// <summary>
/// Gives another method min(s - eta, 0). Clipped in double and rounded to float once, which is what scores are.
/// </summary>
internal sealed class ClippedCredit(ICreditAssignment inner, double eta) : ICreditAssignment
{
    public string Name => inner.Name;

    public double Gamma => inner.Gamma;

    public bool ReturnsAreSums => inner.ReturnsAreSums;

    public double[] RewardsOf(ReadOnlySpan<float> stepScores)
    {
        var clipped = new float[stepScores.Length];
        for (var k = 0; k < clipped.Length; k++)
            clipped[k] = (float)Math.Min(stepScores[k] - eta, 0);
        return inner.RewardsOf(clipped);
    }

    public double[] ReturnsOf(ReadOnlySpan<double> stepRewards) => inner.ReturnsOf(stepRewards);

    public double OutcomeOf(ReadOnlySpan<double> stepRewards) => inner.OutcomeOf(stepRewards);
}
