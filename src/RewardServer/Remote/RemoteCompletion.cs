using RewardServer.Scoring.Generative;

namespace RewardServer.Remote;

/// <summary>A text as a remote server generated it.</summary>
internal sealed record RemoteCompletion
{
    /// <summary>The text, up to a stop string.</summary>
    public required string Text { get; init; }

    /// <summary>Why it ended.</summary>
    public required FinishReason FinishReason { get; init; }

    /// <summary>Its tokens; null when log-probabilities were not asked for.</summary>
    public required IReadOnlyList<RemoteToken>? Tokens { get; init; }

    /// <summary>Tokens read.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Tokens written.</summary>
    public required int GeneratedTokens { get; init; }
}
