namespace RewardServer.Scoring.Formats;

/// <summary>A trajectory as the engine sees it.</summary>
/// <param name="TokenIds">Vocabulary ids in order.</param>
/// <param name="ReadPositions">Ascending indices into <paramref name="TokenIds"/> where the head is read: one a step, or one in all for an outcome model.</param>
/// <param name="StepTokens">Per step, the tokens [Start, End) its text became; a token that two texts share belongs to both.</param>
/// <param name="Truncated">What was left out because the caller asked for it; null when the input is whole.</param>
public sealed record EncodedTrajectory(
    int[] TokenIds,
    int[] ReadPositions,
    (int Start, int End)[] StepTokens,
    TruncationReport? Truncated = null);
