using RewardServer.Scoring.Monitoring;

namespace RewardServer.Pipeline.Rewards;

/// <summary>One rollout of a group on its way through the stages.</summary>
internal sealed class RolloutWork
{
    /// <summary>Its group's index in the request.</summary>
    public required int Group { get; init; }

    /// <summary>Its index in the group.</summary>
    public required int Index { get; init; }

    /// <summary>What the model looks at.</summary>
    public required TrajectoryWork Work { get; init; }

    /// <summary>Tokens of each step as the trainer counts them; null when it does not say. [steps]</summary>
    public IReadOnlyList<int>? StepTokenCounts { get; init; }

    /// <summary>What is suspicious about it.</summary>
    public IReadOnlyList<MonitorFlag> Flags { get; set; } = [];

    /// <summary>Where in the request it is.</summary>
    public string Pointer => PointerOf(Group, Index);

    /// <summary>Where in the request a response is.</summary>
    public static string PointerOf(int group, int index) => $"/groups/{group}/responses/{index}";
}
