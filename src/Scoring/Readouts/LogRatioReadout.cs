using RewardServer.Scoring.Manifests;

namespace RewardServer.Scoring.Readouts;

/// <summary>
/// Implicit PRM: a row holds log π(token) of the policy and of the reference; the score of a step is β Σ (log π - log π_ref), over
/// its own tokens or over all up to its end, then read like a head's one output. Sums are made in double, token after token.
/// </summary>
internal sealed class LogRatioReadout(ImplicitManifest manifest, IStepReadout readout) : ITrajectoryReadout
{
    private readonly bool _isCumulative = manifest.Reading == ImplicitManifest.Cumulative;

    public string Name => readout.Name;

    public RewardScale Scale => readout.Scale;

    public int RowWidth => LogRatios.RowWidth;

    public int? RowsPerScore => null;

    public IReadOnlyList<string> DetailNames => [];

    public ScoringResult<float[]> Read(ReadOnlySpan<float> table, ReadOnlySpan<int> rowEnds)
    {
        var scores = new float[rowEnds.Length];
        var (sum, row) = (0.0, 0);
        for (var step = 0; step < scores.Length; step++)
        {
            if (!_isCumulative)
                sum = 0;
            for (; row < rowEnds[step]; row++)
                sum += LogRatios.Of(table, row);
            if (!readout.TryRead([(float)(manifest.Beta * sum)], out scores[step]))
                return new ScoringError(ScoringErrorCode.ModelError, $"The log-ratios of the tokens up to step {step} do not add up to a finite number; there is no score to give.");
        }

        return scores;
    }

    public float[] ReadDetails(ReadOnlySpan<float> rows) => [];
}
