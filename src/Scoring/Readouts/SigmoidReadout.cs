namespace RewardServer.Scoring.Readouts;

/// <summary>1 / (1 + exp(-z)): exp may overflow to infinity, and then the quotient is 0, which is right.</summary>
internal sealed class SigmoidReadout : IStepReadout
{
    public string Name => StepReadouts.Sigmoid;

    public RewardScale Scale => RewardScale.Probability;

    public bool TryRead(ReadOnlySpan<float> outputs, out float score)
    {
        score = 0;
        if (!StableSoftmax.TryMax(outputs, out _))
            return false;
        score = (float)(1 / (1 + Math.Exp(-(double)outputs[0])));
        return true;
    }
}
