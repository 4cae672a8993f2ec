using System.Diagnostics;

namespace RewardServer.Scoring;

/// <summary>What follows from a <see cref="RewardScale"/>.</summary>
public static class RewardScales
{
    /// <summary>Scores below it count as wrong unless the model or the caller says otherwise.</summary>
    public static float DefaultThreshold(this RewardScale scale) => scale switch
    {
        RewardScale.Probability => 0.5f,
        RewardScale.Signed or RewardScale.Logit => 0f,
        _ => throw new UnreachableException($"Reward scale {scale} has no threshold. This is a bug."),
    };

    /// <summary>Whether a number is finite and in the scale's range.</summary>
    public static bool Contains(this RewardScale scale, float value) => scale switch
    {
        RewardScale.Probability => value is >= 0 and <= 1,
        RewardScale.Signed => value is >= -1 and <= 1,
        _ => float.IsFinite(value),
    };

    /// <summary>The scale in words: "probability, 0 to 1".</summary>
    public static string Describe(this RewardScale scale) => scale switch
    {
        RewardScale.Probability => "probability, 0 to 1",
        RewardScale.Signed => "signed, -1 to 1",
        _ => "logit, any finite number",
    };

    /// <summary>
    /// A score in another scale. Probability and signed are 2p - 1 and its inverse; a logit z is read as log-odds, so that it becomes
    /// σ(z) or 2σ(z) - 1. There is no way back to logits: the certain ones would be infinite.
    /// </summary>
    public static float Convert(this RewardScale scale, float score, RewardScale target) => (scale, target) switch
    {
        _ when scale == target => score,
        (RewardScale.Probability, RewardScale.Signed) => (2 * score) - 1,
        (RewardScale.Signed, RewardScale.Probability) => (score + 1) / 2,
        (RewardScale.Logit, RewardScale.Probability) => (float)(1 / (1 + Math.Exp(-score))),
        (RewardScale.Logit, RewardScale.Signed) => (float)Math.Tanh(score / 2.0),
        _ => throw new UnreachableException($"A score of scale {scale} has no value in {target}. This is a bug."),
    };
}
