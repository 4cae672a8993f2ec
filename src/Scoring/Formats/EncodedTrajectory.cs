namespace RewardServer.Scoring.Formats;

/// <summary>A trajectory as the engine sees it.</summary>
/// <param name="TokenIds">Vocabulary ids in order.</param>
/// <param name="ReadPositions">Ascending indices into <paramref name="TokenIds"/> where the head is read: one a step, or one in all for an outcome model.</param>
/// <param name="StepTokens">Per step, the tokens [Start, End) its text became.</param>
public sealed record EncodedTrajectory(
    int[] TokenIds,
    int[] ReadPositions,
    (int Start, int End)[] StepTokens);
