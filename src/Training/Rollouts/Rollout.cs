namespace RewardServer.Training.Rollouts;

/// <summary>One sampled response, in tokens and in steps.</summary>
/// <param name="Problem">What it answers.</param>
/// <param name="Prompt">The ids it was written behind.</param>
/// <param name="Response">Its tokens with their log-probabilities.</param>
/// <param name="Steps">Its steps.</param>
internal sealed record Rollout(RolloutProblem Problem, int[] Prompt, GeneratedResponse Response, ResponseSteps Steps)
{
    /// <summary>Whether it comes to the right answer: the truth, which no reward of a model touches.</summary>
    public bool IsRight => !Response.IsTruncated && Problem.IsSolvedBy(Steps.Texts, Problem.Answer);
}
