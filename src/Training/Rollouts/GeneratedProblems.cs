using RewardServer.Training.Tasks;

namespace RewardServer.Training.Rollouts;

/// <summary>Fresh generated problems for each update, no two alike but by chance.</summary>
/// <param name="tasks">What they are about.</param>
internal sealed class GeneratedProblems(PolicyTasks tasks) : IProblemSource
{
    private const ulong HeldOutSeed = 0xE7A1;

    /// <inheritdoc />
    public RolloutProblem[] Of(int seed, int update, int count) => Draw(heldOut: false, TaskRandom.At(seed, update).NextBits(), count);

    /// <inheritdoc />
    public RolloutProblem[] HeldOut(int count) => Draw(heldOut: true, HeldOutSeed, count);

    private RolloutProblem[] Draw(bool heldOut, ulong seed, int count) =>
        [.. tasks.Solutions(heldOut, seed).Take(count).Select(right => new RolloutProblem(right.Problem, FinalNumber.Of(right.Steps[^1])!))];
}
