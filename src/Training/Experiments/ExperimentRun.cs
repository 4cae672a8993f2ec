namespace RewardServer.Training.Experiments;

/// <summary>One run of an experiment.</summary>
/// <param name="Arm">What it is rewarded for.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Folder">Where its metrics, samples and checkpoints are.</param>
internal sealed record ExperimentRun(ArmOptions Arm, int Seed, string Folder)
{
    /// <summary>How people call it.</summary>
    public string Name => $"{Arm.Name}, seed {Seed}";
}
