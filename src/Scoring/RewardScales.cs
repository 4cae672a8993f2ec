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
}
