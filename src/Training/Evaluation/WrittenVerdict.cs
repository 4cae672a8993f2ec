namespace RewardServer.Training.Evaluation;

/// <summary>What a generative model's texts said of one trajectory.</summary>
/// <param name="Steps">One a step; empty when the verdict was unparsable.</param>
/// <param name="Probability">That the whole solution is right; null when the verdict was unparsable.</param>
/// <param name="GeneratedTokens">Tokens of all its samples; unknown, and 0, when the verdict was unparsable.</param>
internal sealed record WrittenVerdict(IReadOnlyList<float> Steps, float? Probability, int GeneratedTokens);
