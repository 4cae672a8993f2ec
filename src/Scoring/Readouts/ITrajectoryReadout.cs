namespace RewardServer.Scoring.Readouts;

/// <summary>Turns all rows of head outputs of one trajectory into its scores. Pure and thread-safe.</summary>
public interface ITrajectoryReadout
{
    /// <summary>The name manifests use.</summary>
    string Name { get; }

    /// <summary>The range of its scores.</summary>
    RewardScale Scale { get; }

    /// <summary>Numbers in a row.</summary>
    int RowWidth { get; }

    /// <summary>Rows each score takes; null when scores take as many as they have tokens.</summary>
    int? RowsPerScore { get; }

    /// <summary>What is told beside each score, in order; usually nothing.</summary>
    IReadOnlyList<string> DetailNames { get; }

    /// <summary>Reads every score.</summary>
    /// <param name="table">Row-major [rows, <see cref="RowWidth"/>].</param>
    /// <param name="rowEnds">Per score, one past its last row.</param>
    /// <returns>The scores, or a <see cref="ScoringErrorCode.ModelError"/> that names the first one missing.</returns>
    ScoringResult<float[]> Read(ReadOnlySpan<float> table, ReadOnlySpan<int> rowEnds);

    /// <summary>The details of one score that <see cref="Read"/> gave, in the order of <see cref="DetailNames"/>.</summary>
    /// <param name="rows">The rows of that score.</param>
    float[] ReadDetails(ReadOnlySpan<float> rows);
}
