using RewardServer.Scoring.Layouts;

namespace RewardServer.Scoring.Generative;

/// <summary>One text to generate.</summary>
public sealed record GenerationRequest
{
    /// <summary>The conversation so far; the model writes the assistant's next message.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>How the assistant's message begins; tokenized with the prompt, and not part of the generated text.</summary>
    /// <value>The default is empty.</value>
    public string ReplyPrefix { get; init; } = "";

    /// <summary>How tokens are chosen, and how many at most.</summary>
    public required SamplingOptions Sampling { get; init; }

    /// <summary>Texts that end the generation; the generated text stops before the first of them. None is empty.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>A choice whose log-probabilities are wanted.</summary>
    /// <value>The default is null: none.</value>
    public ChoiceQuestion? Question { get; init; }

    /// <summary>Whether the log-probability of each generated token is wanted.</summary>
    /// <value>The default is false.</value>
    public bool WantsLogProbabilities { get; init; }
}
