namespace RewardServer.Scoring.Readouts;

/// <summary>Turns the numbers the head puts out at one read position into one score. Pure and thread-safe.</summary>
public interface IStepReadout
{
    /// <summary>The name manifests use.</summary>
    string Name { get; }

    /// <summary>The range of its scores.</summary>
    RewardScale Scale { get; }

    /// <summary>Reads one score from the outputs of one position.</summary>
    /// <returns>False when an output is NaN or infinite; then there is no score.</returns>
    bool TryRead(ReadOnlySpan<float> outputs, out float score);
}
