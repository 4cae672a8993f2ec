namespace RewardServer.Scoring.Formats;

/// <summary>One sequence of tokens that the engine runs; a trajectory becomes one or several.</summary>
/// <param name="TokenIds">Vocabulary ids in order.</param>
/// <param name="ReadPositions">Ascending indices into <paramref name="TokenIds"/> where the head is read; each gives one row of outputs.</param>
/// <param name="Targets">Per read position the token whose log-probability is wanted there; empty for heads without targets.</param>
public sealed record EncodedInput(int[] TokenIds, int[] ReadPositions, int[] Targets);
