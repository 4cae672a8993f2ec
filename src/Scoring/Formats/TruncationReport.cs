namespace RewardServer.Scoring.Formats;

/// <summary>What truncation left out of a trajectory.</summary>
/// <param name="Side">Where it was cut: <see cref="Truncation.Left"/> or <see cref="Truncation.Right"/>.</param>
/// <param name="DroppedTokens">Tokens left out; at least one.</param>
/// <param name="DroppedSteps">Steps at the end that the model never saw and that have no score.</param>
public sealed record TruncationReport(Truncation Side, int DroppedTokens, int DroppedSteps);
