using RewardServer.Training.Tasks;

namespace RewardServer.Training.Evaluation;

/// <summary>Held-out problems with several generated solutions each, most of them wrong.</summary>
internal static class GeneratedCandidates
{
    /// <summary>How often a solution is right: about what a weak solver manages, so that there is something to choose.</summary>
    public const double RightRate = 0.25;

    private const ulong Seed = 0xC4D1;

    /// <summary><paramref name="problems"/> problems of each family of <see cref="HeldOutSet.Families"/>, with <paramref name="candidates"/> solutions each.</summary>
    public static CandidateSet[] HeldOut(int problems, int candidates) =>
        [.. HeldOutSet.Families.SelectMany(family => Create(family, problems, candidates))];

    private static IEnumerable<CandidateSet> Create(ITaskFamily family, int problems, int candidates)
    {
        var (mixture, random) = (new ProblemMixture([(family, 1)], heldOut: true, Seed), new TaskRandom(Seed));
        for (var i = 0; i < problems; i++)
        {
            var problem = mixture.Next();
            var solutions = Enumerable.Range(0, candidates).Select(_ => Draw(problem, random)).ToArray();
            yield return new CandidateSet(problem.Right.Problem, solutions);
        }
    }

    private static Candidate Draw((SolvableProblem Problem, LabelledTrajectory Right, LabelledTrajectory Wrong) problem, TaskRandom random)
    {
        var isRight = random.Chance(RightRate);
        var solution = problem.Problem.TrySolve(random, isRight) ?? (isRight ? problem.Right : problem.Wrong);
        return new Candidate(solution.Family, solution.Steps, null, isRight);
    }
}
