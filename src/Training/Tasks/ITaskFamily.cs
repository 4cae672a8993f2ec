namespace RewardServer.Training.Tasks;

/// <summary>One kind of generated reasoning.</summary>
internal interface ITaskFamily
{
    /// <summary>Name of the family, as reported in evaluations.</summary>
    string Name { get; }

    /// <summary>
    /// Draws a problem and one solution of it, about half of them with an error. The same random states give the same trajectory; an equal
    /// <paramref name="problem"/> and another <paramref name="solution"/> give another solution of the same problem.
    /// </summary>
    LabelledTrajectory Draw(TaskRandom problem, TaskRandom solution);
}
