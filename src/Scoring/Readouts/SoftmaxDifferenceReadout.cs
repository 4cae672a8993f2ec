namespace RewardServer.Scoring.Readouts;

/// <summary>softmax(z)[positive] - softmax(z)[negative]</summary>
internal sealed class SoftmaxDifferenceReadout(int positive, int negative) : IStepReadout
{
    public string Name => StepReadouts.SoftmaxDifference;

    public RewardScale Scale => RewardScale.Signed;

    public bool TryRead(ReadOnlySpan<float> outputs, out float score)
    {
        score = 0;
        if (!StableSoftmax.TryMax(outputs, out var max))
            return false;
        var difference = Math.Exp(outputs[positive] - max) - Math.Exp(outputs[negative] - max);
        score = (float)(difference / StableSoftmax.Sum(outputs, max));
        return true;
    }
}
