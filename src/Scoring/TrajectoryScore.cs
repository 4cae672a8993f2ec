namespace RewardServer.Scoring;

/// <summary>What a model says of one trajectory. All numbers are finite.</summary>
/// <param name="StepScores">One score a step; empty for an outcome model.</param>
/// <param name="Score">The aggregate of the step scores, or the outcome model's own value.</param>
/// <param name="FirstError">Index of the first step below the threshold, or null; always null for an outcome model.</param>
public sealed record TrajectoryScore(IReadOnlyList<float> StepScores, float Score, int? FirstError);
