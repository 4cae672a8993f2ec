namespace RewardServer.Scoring.Readouts;

/// <summary>exp(z[positive]) of log-probabilities under the full vocabulary; rounding may lift them a little above 0.</summary>
internal sealed class ProbabilityReadout(int positive) : IStepReadout
{
    public string Name => StepReadouts.Probability;

    public RewardScale Scale => RewardScale.Probability;

    public bool TryRead(ReadOnlySpan<float> outputs, out float score)
    {
        score = (float)Math.Min(1, Math.Exp(outputs[positive]));
        return StableSoftmax.TryMax(outputs, out _);
    }
}
