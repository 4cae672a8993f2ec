namespace RewardServer.Scoring.Formats;

/// <summary>An encoded trajectory and, per input, where its problem lies, [Start, End) in that input's tokens.</summary>
internal readonly record struct EncodedDraft(EncodedTrajectory Encoded, (int Start, int End)[] ProblemTokens);
