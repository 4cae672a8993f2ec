namespace RewardServer.LoadTests.Targets;

/// <summary>What a report wants to know of an answer.</summary>
/// <param name="Scores">Step scores, or those of candidates in their order.</param>
/// <param name="Tokens">Tokens that were asked for.</param>
/// <param name="Computed">Tokens that were run for it, padding among them.</param>
internal sealed record Reply(float[] Scores, long Tokens, long Computed);
