namespace RewardServer.Scoring.Readouts;

/// <summary>softmax(z)[positive]</summary>
internal sealed class SoftmaxReadout(int positive) : IStepReadout
{
    public string Name => StepReadouts.Softmax;

    public RewardScale Scale => RewardScale.Probability;

    public bool TryRead(ReadOnlySpan<float> outputs, out float score)
    {
        score = 0;
        if (!StableSoftmax.TryMax(outputs, out var max))
            return false;
        score = (float)(Math.Exp(outputs[positive] - max) / StableSoftmax.Sum(outputs, max));
        return true;
    }
}
