using RewardServer.Scoring.Readouts;

namespace RewardServer.Scoring.Preferences;

/// <summary>
/// Both responses in one prompt, judged by two label tokens, averaged over both orders. With d the log-odds that the order's
/// verdict gives the first response, P = (sigmoid(d1) + sigmoid(d2)) / 2 and s = ln P - ln (1 - P).
/// </summary>
internal sealed class LabelPairPreference(int firstShown, int secondShown) : IPreferenceReadout
{
    public string Name => PreferenceReadouts.LabelPair;

    public bool ReadsPairs => true;

    public int RowsPerInput => 1;

    public ScoringResult<Preference> Compare(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        if (!StableSoftmax.TryMax(first, out _) || !StableSoftmax.TryMax(second, out _))
            return PreferenceMath.NotFinite();
        var asFirst = (double)first[firstShown] - first[secondShown];
        var asSecond = (double)second[secondShown] - second[firstShown];
        var probability = (PreferenceMath.Sigmoid(asFirst) + PreferenceMath.Sigmoid(asSecond)) / 2;
        var score = LogMean(asFirst, asSecond) - LogMean(-asFirst, -asSecond);
        return PreferenceMath.Of(score, probability);
    }

    /// <summary>ln(sigmoid(a) + sigmoid(b)), also where both are too small for a number of their own.</summary>
    private static double LogMean(double a, double b)
    {
        var (x, y) = (PreferenceMath.LogSigmoid(a), PreferenceMath.LogSigmoid(b));
        var most = Math.Max(x, y);
        return most + Math.Log(Math.Exp(x - most) + Math.Exp(y - most));
    }
}
