namespace RewardServer.Scoring.Readouts;

/// <summary>z</summary>
internal sealed class IdentityReadout : IStepReadout
{
    public string Name => StepReadouts.Identity;

    public RewardScale Scale => RewardScale.Logit;

    public bool TryRead(ReadOnlySpan<float> outputs, out float score)
    {
        score = outputs[0];
        return StableSoftmax.TryMax(outputs, out _);
    }
}
