using RewardServer.Training.Models;
using RewardServer.Training.Rewards;
using RewardServer.Training.Rollouts;

namespace RewardServer.Training.Policies;

/// <summary>What a policy is trained with; the models stay the caller's.</summary>
internal sealed record PolicySetup
{
    /// <summary>How it is trained.</summary>
    public required PolicyOptions Options { get; init; }

    /// <summary>Seed of problems and samples.</summary>
    public required int Seed { get; init; }

    /// <summary>What it is trained and measured on.</summary>
    public required IProblemSource Problems { get; init; }

    /// <summary>What the policy reads and writes.</summary>
    public required PolicyVocabulary Vocabulary { get; init; }

    /// <summary>Sizes of both policies.</summary>
    public required ModelShape Shape { get; init; }

    /// <summary>The policy, where it starts.</summary>
    public required Backbone Policy { get; init; }

    /// <summary>The reference policy, which stays as it is.</summary>
    public required Backbone Reference { get; init; }

    /// <summary>What it is rewarded for.</summary>
    public required RewardOptions Reward { get; init; }

    /// <summary>Who rewards.</summary>
    public required IRewardSource Rewards { get; init; }

    /// <summary>Who scores the steps of evaluations, whatever the rewards are.</summary>
    public required IRewardSource Judge { get; init; }

    /// <summary>PRIME's reward model, whose scores the rewards are; null for a reward model that stays as it is.</summary>
    public OnlineRewardModel? Online { get; init; }

    /// <summary>Where everything is written.</summary>
    public required string Folder { get; init; }

    /// <summary>The clock of the speed figures.</summary>
    public required TimeProvider Time { get; init; }
}
