namespace RewardServer.Scoring.Readouts;

/// <summary>Each score from rows of its own.</summary>
internal sealed class RowsReadout(IStepReadout readout, int outputs) : ITrajectoryReadout
{
    public string Name => readout.Name;

    public RewardScale Scale => readout.Scale;

    public int RowWidth => outputs;

    public int? RowsPerScore => readout.RowsPerScore;

    public IReadOnlyList<string> DetailNames => readout.DetailNames;

    public ScoringResult<float[]> Read(ReadOnlySpan<float> table, ReadOnlySpan<int> rowEnds) => readout.ReadAll(table, outputs);

    public float[] ReadDetails(ReadOnlySpan<float> rows) => readout.ReadDetails(rows, outputs, 0);
}
