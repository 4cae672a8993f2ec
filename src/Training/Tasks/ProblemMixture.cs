namespace RewardServer.Training.Tasks;

/// <summary>Endless problems from several families, each of which has right and wrong solutions; the split is <see cref="TaskMixture"/>'s.</summary>
/// <param name="families">Families with their shares.</param>
/// <param name="heldOut">Take the held-out problems instead of those for training.</param>
/// <param name="seed">Seed of the sequence.</param>
internal sealed class ProblemMixture(IReadOnlyList<(ITaskFamily Family, int Weight)> families, bool heldOut, ulong seed)
{
    private readonly TaskRandom random = new(seed);
    private readonly int[] weights = [.. families.Select(f => f.Weight)];

    /// <summary>The families an outcome is trained on: those of <see cref="TaskMixture.Training"/>, with lone equations as drills.</summary>
    public static ProblemMixture Training(ulong seed, TaskShares shares) =>
        new([.. TaskMixture.Families(shares, new EquationDrill(1, 1))], heldOut: false, seed);

    /// <summary>A problem with a right and a wrong solution.</summary>
    public (SolvableProblem Problem, LabelledTrajectory Right, LabelledTrajectory Wrong) Next()
    {
        while (true)
        {
            var family = families[random.Weighted(weights)].Family;
            var problem = new SolvableProblem(family, random.NextBits());
            // A few problems have no wrong solution, such as 0 * (2 + 3).
            if (problem.TrySolve(random, isRight: true) is { } right && IsWanted(right) && problem.TrySolve(random, isRight: false) is { } wrong)
            {
                return (problem, right, wrong);
            }
        }
    }

    private bool IsWanted(LabelledTrajectory solution) =>
        solution.Family == EquationDrill.FamilyName || TaskMixture.IsHeldOut(solution.Problem) == heldOut;
}
