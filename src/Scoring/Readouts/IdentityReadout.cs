namespace RewardServer.Scoring.Readouts;

/// <summary>(z - mean) / std; mean 0 and std 1, unless the model was published with others, leave z as it is.</summary>
internal sealed class IdentityReadout(double mean, double deviation) : IStepReadout
{
    public string Name => StepReadouts.Identity;

    public RewardScale Scale => RewardScale.Logit;

    public bool TryRead(ReadOnlySpan<float> outputs, out float score)
    {
        score = (float)((outputs[0] - mean) / deviation);
        return StableSoftmax.TryMax(outputs, out _) && float.IsFinite(score);
    }
}
