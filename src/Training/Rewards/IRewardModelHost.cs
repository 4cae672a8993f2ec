namespace RewardServer.Training.Rewards;

/// <summary>Serves the versions of a reward model that is in training.</summary>
internal interface IRewardModelHost
{
    /// <summary>Has a version judge everything that is asked from now on.</summary>
    /// <param name="checkpoint">The version, in Hugging Face's layout.</param>
    /// <param name="cancellationToken">Gives up.</param>
    void Serve(string checkpoint, CancellationToken cancellationToken);
}
