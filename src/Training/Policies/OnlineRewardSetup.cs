using RewardServer.Training.Models;
using RewardServer.Training.Rewards;
using RewardServer.Training.Vocabulary;

namespace RewardServer.Training.Policies;

/// <summary>What a reward model is trained with while the policy learns from it; the models stay the caller's.</summary>
internal sealed record OnlineRewardSetup
{
    /// <summary>The model, where it starts: as its reference.</summary>
    public required Backbone Model { get; init; }

    /// <summary>The reference, which stays as it is.</summary>
    public required Backbone Reference { get; init; }

    /// <summary>Sizes of both.</summary>
    public required ModelShape Shape { get; init; }

    /// <summary>What both read.</summary>
    public required WrittenVocabulary Vocabulary { get; init; }

    /// <summary>How it learns and what it counts; with <see cref="RewardOptions.ImplicitUpdate"/>.</summary>
    public required RewardOptions Reward { get; init; }

    /// <summary>Padded tokens computed at once.</summary>
    public required int BatchTokens { get; init; }

    /// <summary>Where the version that is served is written.</summary>
    public required string Folder { get; init; }

    /// <summary>Who serves it.</summary>
    public required IRewardModelHost Host { get; init; }
}
