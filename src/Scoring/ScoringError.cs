namespace RewardServer.Scoring;

/// <summary>An expected failure, as a value.</summary>
/// <param name="Code">Its kind.</param>
/// <param name="Message">What was wrong, where, and what to do; fit for the caller's eyes.</param>
public sealed record ScoringError(ScoringErrorCode Code, string Message);
