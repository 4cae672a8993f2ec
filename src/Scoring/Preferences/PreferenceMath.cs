namespace RewardServer.Scoring.Preferences;

/// <summary>What the preferences share.</summary>
internal static class PreferenceMath
{
    /// <summary>1 / (1 + exp(-x)); exp may overflow, and then the quotient is 0, which is right.</summary>
    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>ln sigmoid(x), without overflow on either side.</summary>
    public static double LogSigmoid(double x) => Math.Min(x, 0) - Math.Log(1 + Math.Exp(-Math.Abs(x)));

    /// <summary>A preference, or the failure when the score does not fit a float.</summary>
    public static ScoringResult<Preference> Of(double score, double probability) =>
        float.IsFinite((float)score) ? new Preference((float)probability, (float)score) : NotFinite();

    /// <summary>The failure for outputs that are not finite.</summary>
    public static ScoringResult<Preference> NotFinite() =>
        new ScoringError(ScoringErrorCode.ModelError, "The model put out NaN or infinity; there is no preference to give.");
}
