namespace RewardServer.Training.Rollouts;

/// <summary>A problem to sample responses for.</summary>
/// <param name="Text">The task.</param>
/// <param name="Answer">The right answer.</param>
internal sealed record RolloutProblem(string Text, string Answer);
