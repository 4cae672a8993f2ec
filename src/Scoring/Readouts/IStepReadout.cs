namespace RewardServer.Scoring.Readouts;

/// <summary>
/// Turns the numbers the head puts out at the read positions of a score into that score, and where the model says more of it,
/// into named details. Pure and thread-safe.
/// </summary>
public interface IStepReadout
{
    /// <summary>The name manifests use.</summary>
    string Name { get; }

    /// <summary>The range of its scores.</summary>
    RewardScale Scale { get; }

    /// <summary>Read positions a score takes, in ascending order: 1, or 2 (the prompt's end and the last token).</summary>
    int RowsPerScore => 1;

    /// <summary>What is told beside each score, in order; usually nothing.</summary>
    IReadOnlyList<string> DetailNames => [];

    /// <summary>Reads one score from <see cref="RowsPerScore"/> rows of outputs, one after the other.</summary>
    /// <returns>False when an output is NaN or infinite; then there is no score.</returns>
    bool TryRead(ReadOnlySpan<float> outputs, out float score);

    /// <summary>Reads the details of a score that <see cref="TryRead"/> gave: one number for each of <see cref="DetailNames"/>.</summary>
    void ReadDetails(ReadOnlySpan<float> outputs, Span<float> details)
    {
    }
}
