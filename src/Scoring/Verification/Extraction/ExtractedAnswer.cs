namespace RewardServer.Scoring.Verification;

/// <summary>An answer found in a response.</summary>
/// <param name="Text">The answer, trimmed; never empty.</param>
/// <param name="Rule">The one rule that found it.</param>
public sealed record ExtractedAnswer(string Text, ExtractionRules Rule);
