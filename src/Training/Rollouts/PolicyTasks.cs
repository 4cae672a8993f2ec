using RewardServer.Training.Tasks;

namespace RewardServer.Training.Rollouts;

/// <summary>What a policy's problems are about.</summary>
internal sealed record PolicyTasks
{
    /// <value>How often each family is drawn.</value>
    public TaskShares Shares { get; init; } = new(Drill: 0, Story: 0, Expression: 1, GameOf24: 0);

    /// <value>Steps of a right solution at most; problems that need more are left out. Null leaves none out.</value>
    public int? MostSteps { get; init; }

    /// <summary>Endless right solutions with their problems.</summary>
    /// <param name="heldOut">Of the held-out problems instead of those for training.</param>
    /// <param name="seed">Seed of the sequence.</param>
    public IEnumerable<LabelledTrajectory> Solutions(bool heldOut, ulong seed)
    {
        var problems = new ProblemMixture([.. TaskMixture.Families(Shares, new EquationDrill(1, 1))], heldOut, seed);
        while (true)
        {
            if (problems.Next().Right is var right && !(right.Steps.Count > MostSteps))
            {
                yield return right;
            }
        }
    }
}
