using RewardServer.Scoring;

namespace RewardServer.Pipeline.Preferences;

/// <summary>One pair of responses on its way through the stages.</summary>
internal sealed class PairWork
{
    /// <summary>Its index in the request.</summary>
    public required int Index { get; init; }

    /// <summary>The caller's name for it.</summary>
    public string? Id { get; init; }

    /// <summary>What the model looks at: each response by itself, or both together.</summary>
    public required TrajectoryWork[] Work { get; init; }

    /// <summary>Why it has no preference: the first error of its work.</summary>
    public ScoringError? Error => Array.Find(Work, work => work.Error is not null)?.Error;
}
