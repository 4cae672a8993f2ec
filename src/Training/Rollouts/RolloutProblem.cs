namespace RewardServer.Training.Rollouts;

/// <summary>A problem to sample responses for.</summary>
/// <param name="Text">The task.</param>
/// <param name="Answer">The right answer.</param>
internal sealed record RolloutProblem(string Text, string Answer)
{
    /// <summary>Whether steps come to an answer. Of generated problems: whether their last number is it.</summary>
    public Func<IReadOnlyList<string>, string, bool> IsSolvedBy { get; init; } = FinalNumber.Is;
}
