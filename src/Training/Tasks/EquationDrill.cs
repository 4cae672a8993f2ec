namespace RewardServer.Training.Tasks;

/// <summary>
/// Unrelated equations, each right or wrong by itself. Only for training: eight labels in eighty tokens teach arithmetic
/// far quicker than chains do.
/// </summary>
/// <param name="fewest">Fewest equations.</param>
/// <param name="most">Most equations.</param>
internal sealed class EquationDrill(int fewest = 4, int most = 8) : ITaskFamily
{
    /// <summary>The family's name.</summary>
    public const string FamilyName = "drill";

    private static readonly string[] Problems = ["Check each equation.", "Which of these are right?", "Check the sums."];

    /// <inheritdoc />
    public string Name => FamilyName;

    /// <inheritdoc />
    public LabelledTrajectory Draw(TaskRandom problem, TaskRandom solution)
    {
        var style = StepStyle.Draw(problem);
        var steps = new string[problem.Between(fewest, most)];
        var labels = new bool?[steps.Length];
        var corrections = new string?[steps.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            var op = (Operator)problem.Weighted(3, 3, 3, 1);
            var (a, b) = Arithmetic.Operands(problem, op);
            var value = Arithmetic.Apply(op, a, b)!.Value;
            labels[i] = solution.Chance(0.5);
            var stated = labels[i] == true ? value : Arithmetic.WrongNumber(solution, value);
            steps[i] = style.Equation([a, b], [op], stated, stated);
            corrections[i] = labels[i] == true ? null : style.Equation([a, b], [op], value, value);
        }

        return new LabelledTrajectory(Name, problem.Pick(Problems), steps, labels, corrections);
    }
}
