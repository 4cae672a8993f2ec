using RewardServer.Scoring.Readouts;

namespace RewardServer.Scoring.Preferences;

/// <summary>Bradley-Terry over the scores of an outcome model: s = r1 - r2, P = sigmoid(s).</summary>
internal sealed class ScoreDifferencePreference(IStepReadout readout) : IPreferenceReadout
{
    public string Name => readout.Name;

    public bool ReadsPairs => false;

    public int RowsPerInput => readout.RowsPerScore;

    public ScoringResult<Preference> Compare(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        if (!readout.TryRead(first, out var a) || !readout.TryRead(second, out var b))
            return PreferenceMath.NotFinite();
        var score = (double)a - b;
        return PreferenceMath.Of(score, PreferenceMath.Sigmoid(score));
    }
}
