namespace RewardServer.Scoring.Verification;

/// <summary>What a verifier says of one answer.</summary>
/// <param name="Status">The conclusion.</param>
/// <param name="Answer">The answer as it was found in the response; null when there is none.</param>
/// <param name="Normalized">The answer as it was read, in plain notation; null when there is no answer or it could not be read.</param>
/// <param name="Reason">What was compared and why the conclusion follows, as a sentence for people; never empty.</param>
public sealed record Verdict(VerdictStatus Status, string? Answer, string? Normalized, string Reason);
