namespace RewardServer.Modeling.Checkpoints;

/// <summary>Rotary position embedding: the base and how its frequencies are scaled.</summary>
/// <param name="Theta">Base of the frequencies.</param>
/// <param name="Type"><c>default</c>, <c>linear</c> or <c>llama3</c>.</param>
/// <param name="Factor">How many times longer the scaled context is; 1 for <c>default</c>.</param>
/// <param name="LowFrequencyFactor"><c>llama3</c>: wavelengths longer than the original context over this are scaled whole.</param>
/// <param name="HighFrequencyFactor"><c>llama3</c>: wavelengths shorter than the original context over this are not scaled.</param>
/// <param name="OriginalMaxPositions"><c>llama3</c>: the context the model was first trained with.</param>
internal sealed record RotaryScaling(
    double Theta,
    string Type = "default",
    double Factor = 1,
    double LowFrequencyFactor = 1,
    double HighFrequencyFactor = 4,
    int OriginalMaxPositions = 8192);
