namespace RewardServer.Scoring.Readouts;

/// <summary>
/// ReasonEval: p = softmax(z) over the labels negative, neutral, positive; the score is the validity p[1] + p[2], and the detail
/// redundancy is p[1] (right, but of no use).
/// </summary>
internal sealed class ValidityReadout : IStepReadout
{
    public const int Labels = 3;

    public string Name => StepReadouts.Validity;

    public RewardScale Scale => RewardScale.Probability;

    public IReadOnlyList<string> DetailNames { get; } = ["redundancy"];

    public bool TryRead(ReadOnlySpan<float> outputs, out float score)
    {
        score = 0;
        if (!StableSoftmax.TryMax(outputs, out var max))
            return false;
        var valid = Math.Exp(outputs[1] - max) + Math.Exp(outputs[2] - max);
        score = (float)(valid / StableSoftmax.Sum(outputs, max));
        return true;
    }

    public void ReadDetails(ReadOnlySpan<float> outputs, Span<float> details)
    {
        _ = StableSoftmax.TryMax(outputs, out var max);
        details[0] = (float)(Math.Exp(outputs[1] - max) / StableSoftmax.Sum(outputs, max));
    }
}
