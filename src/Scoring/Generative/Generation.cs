namespace RewardServer.Scoring.Generative;

/// <summary>A generated text and what was read at it.</summary>
public sealed record Generation
{
    /// <summary>What was generated, up to the stop string; without the reply prefix.</summary>
    public required string Text { get; init; }

    /// <summary>Why it ended.</summary>
    public required FinishReason FinishReason { get; init; }

    /// <summary>Tokens of the prompt, the reply prefix and the question's text.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Tokens generated, those of the stop string or the end of the message included.</summary>
    public required int GeneratedTokens { get; init; }

    /// <summary>Natural log-probability of each choice of the question, in order; null when none was asked for or none was mentioned.</summary>
    public IReadOnlyList<double>? ChoiceLogProbabilities { get; init; }

    /// <summary>Natural log-probability of each generated token at temperature 1, when it was asked for.</summary>
    public IReadOnlyList<double>? LogProbabilities { get; init; }
}
