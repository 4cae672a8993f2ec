namespace RewardServer.Training.Rewards;

/// <summary>Says what the rollouts of groups are worth.</summary>
internal interface IRewardSource
{
    /// <summary>Rewards of each group's rollouts, in order. Groups are judged by themselves: whole batches can be asked for in parts.</summary>
    /// <param name="groups">The responses sampled for one problem each.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<RolloutReward[][]> RewardAsync(IReadOnlyList<RolloutGroup> groups, CancellationToken cancellationToken);
}
