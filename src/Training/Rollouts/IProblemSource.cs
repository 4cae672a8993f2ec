namespace RewardServer.Training.Rollouts;

/// <summary>The problems of a policy, found by counting: the same update of the same seed has the same ones, whatever went before.</summary>
internal interface IProblemSource
{
    /// <summary>The problems of an update, none of them held out.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="update">The update.</param>
    /// <param name="count">How many.</param>
    RolloutProblem[] Of(int seed, int update, int count);

    /// <summary>Held-out problems, the same for every run; so many, or all there are.</summary>
    RolloutProblem[] HeldOut(int count);
}
