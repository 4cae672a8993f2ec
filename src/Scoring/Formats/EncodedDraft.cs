namespace RewardServer.Scoring.Formats;

/// <summary>An encoded trajectory and where its problem lies, [Start, End) in tokens.</summary>
internal readonly record struct EncodedDraft(EncodedTrajectory Encoded, (int Start, int End) ProblemTokens);
