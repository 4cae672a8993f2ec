namespace RewardServer.Inference.Generation;

/// <summary>What one sequence computes in one step.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="Tokens">How many of its pending tokens.</param>
internal readonly record struct StepSlice(TokenSequence Sequence, int Tokens);
