namespace RewardServer.Training.Tasks;

/// <summary>One kind of generated reasoning.</summary>
internal interface ITaskFamily
{
    /// <summary>Name of the family, as reported in evaluations.</summary>
    string Name { get; }

    /// <summary>Draws one trajectory, about half of them with an error; the same random state gives the same trajectory.</summary>
    LabelledTrajectory Draw(TaskRandom random);
}
