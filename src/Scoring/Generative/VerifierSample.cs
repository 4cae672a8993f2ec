namespace RewardServer.Scoring.Generative;

/// <summary>One sample of a generative verifier.</summary>
public sealed record VerifierSample
{
    /// <summary>What it says of the solution.</summary>
    public required VerifierVerdict Verdict { get; init; }

    /// <summary>That the solution is right, in [0, 1]: 1 or 0 for a verifier that only says which; null when unparsable.</summary>
    public required double? Probability { get; init; }

    /// <summary>One a step for a verifier that judges steps; empty otherwise.</summary>
    public IReadOnlyList<StepVerdict> Steps { get; init; } = [];

    /// <summary>What was written; the texts of a verifier that writes several, a blank line between two.</summary>
    public required string Text { get; init; }

    /// <summary>Why the last text ended.</summary>
    public required FinishReason FinishReason { get; init; }

    /// <summary>Tokens the model read.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Tokens the model wrote.</summary>
    public required int GeneratedTokens { get; init; }
}
