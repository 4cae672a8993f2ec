namespace RewardServer.Scoring.Preferences;

/// <summary>Turns head outputs into a preference between two responses. Pure and thread-safe.</summary>
public interface IPreferenceReadout
{
    /// <summary>The name manifests use; for an outcome model that of its readout.</summary>
    string Name { get; }

    /// <summary>
    /// Whether one input holds both responses: then the model runs once in each order. Otherwise it runs once for each response,
    /// laid out like any trajectory.
    /// </summary>
    bool ReadsPairs { get; }

    /// <summary>Read positions of each of the two inputs, in ascending order.</summary>
    int RowsPerInput { get; }

    /// <summary>
    /// Compares. Swapping <paramref name="first"/> and <paramref name="second"/> turns the sign of the score exactly. Fails with
    /// <see cref="ScoringErrorCode.ModelError"/> when an output is not finite.
    /// </summary>
    /// <param name="first">Outputs for the first response; for pairs, for the order in which the first response is shown first. [rows, outputs]</param>
    /// <param name="second">Outputs for the second response; for pairs, for the order in which the second response is shown first. [rows, outputs]</param>
    ScoringResult<Preference> Compare(ReadOnlySpan<float> first, ReadOnlySpan<float> second);
}
