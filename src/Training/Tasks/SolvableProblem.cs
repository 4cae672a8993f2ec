namespace RewardServer.Training.Tasks;

/// <summary>One problem of a family, which can be solved again and again.</summary>
/// <param name="family">The family.</param>
/// <param name="seed">Which of its problems.</param>
internal sealed class SolvableProblem(ITaskFamily family, ulong seed)
{
    private const int Tries = 100; // about half the draws are right

    /// <summary>A solution without or with an error, or null when none was found.</summary>
    public LabelledTrajectory? TrySolve(TaskRandom random, bool isRight)
    {
        for (var i = 0; i < Tries; i++)
        {
            var solution = family.Draw(new TaskRandom(seed), random);
            if (solution.FirstError < 0 == isRight)
            {
                return solution;
            }
        }

        return null;
    }
}
