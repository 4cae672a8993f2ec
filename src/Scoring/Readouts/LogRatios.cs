namespace RewardServer.Scoring.Readouts;

/// <summary>Rows of two log-probabilities of one token: the policy's and the reference's.</summary>
public static class LogRatios
{
    /// <summary>Numbers in a row.</summary>
    public const int RowWidth = 2;

    /// <summary>log π(token) - log π_ref(token) of one row of [rows, 2].</summary>
    public static double Of(ReadOnlySpan<float> table, int row) => (double)table[RowWidth * row] - table[(RowWidth * row) + 1];

    /// <summary>The log-ratio of each of [rows, 2], not multiplied by β.</summary>
    public static float[] PerToken(ReadOnlySpan<float> rows)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Length % RowWidth, 0, nameof(rows));
        var ratios = new float[rows.Length / RowWidth];
        for (var row = 0; row < ratios.Length; row++)
            ratios[row] = (float)Of(rows, row);
        return ratios;
    }
}
