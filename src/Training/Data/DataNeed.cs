namespace RewardServer.Training.Data;

/// <summary>What a kind of reward model learns from.</summary>
internal enum DataNeed
{
    /// <summary>Trajectories whose steps are right, wrong or not labelled.</summary>
    StepLabels,

    /// <summary>Trajectories whose steps have values.</summary>
    StepValues,

    /// <summary>Trajectories with a check of each step.</summary>
    Checks,

    /// <summary>Solutions that are right or wrong as a whole.</summary>
    Outcomes,

    /// <summary>Right solutions alone.</summary>
    RightSolutions,

    /// <summary>Two solutions of one problem, the better one first.</summary>
    Pairs,

    /// <summary>All solutions of one problem, right and wrong.</summary>
    Groups,
}
