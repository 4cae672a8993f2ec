using RewardServer.Scoring.Formats;

namespace RewardServer.Api;

/// <summary>What truncation left out of a trajectory.</summary>
internal sealed record TruncationInfo
{
    /// <summary>Where it was cut: <c>left</c> or <c>right</c>.</summary>
    /// <example>left</example>
    public required Truncation Side { get; init; }

    /// <summary>Tokens left out.</summary>
    /// <example>16</example>
    public required int DroppedTokens { get; init; }

    /// <summary>Steps at the end that have no score.</summary>
    /// <example>0</example>
    public required int DroppedSteps { get; init; }
}
