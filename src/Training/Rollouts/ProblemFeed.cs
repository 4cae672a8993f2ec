using RewardServer.Training.Tasks;

namespace RewardServer.Training.Rollouts;

/// <summary>Fresh problems for each update, found by counting: the same update of the same seed has the same problems, whatever went before.</summary>
/// <param name="tasks">What they are about.</param>
/// <param name="seed">Seed of the run.</param>
internal sealed class ProblemFeed(PolicyTasks tasks, int seed)
{
    private const ulong HeldOutSeed = 0xE7A1;

    /// <summary>The problems of an update, none of them held out.</summary>
    public RolloutProblem[] Of(int update, int count) => Draw(tasks, heldOut: false, TaskRandom.At(seed, update).NextBits(), count);

    /// <summary>Held-out problems, the same for every run.</summary>
    public static RolloutProblem[] HeldOut(PolicyTasks tasks, int count) => Draw(tasks, heldOut: true, HeldOutSeed, count);

    private static RolloutProblem[] Draw(PolicyTasks tasks, bool heldOut, ulong seed, int count) =>
        [.. tasks.Solutions(heldOut, seed).Take(count).Select(right => new RolloutProblem(right.Problem, FinalNumber.Of(right.Steps[^1])!))];
}
