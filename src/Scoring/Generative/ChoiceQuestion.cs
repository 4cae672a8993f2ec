namespace RewardServer.Scoring.Generative;

/// <summary>A question with a few answers of one token each, whose log-probabilities under the full vocabulary are wanted.</summary>
public sealed record ChoiceQuestion
{
    /// <summary>The answers, at least two.</summary>
    public required IReadOnlyList<Choice> Choices { get; init; }

    /// <summary>Where they are read.</summary>
    /// <value>The default is <see cref="ChoicePosition.End"/>.</value>
    public ChoicePosition Position { get; init; } = ChoicePosition.End;

    /// <summary>Put behind the generated text before the answers are read there (<see cref="ChoicePosition.End"/>).</summary>
    /// <value>The default is empty.</value>
    public string Text { get; init; } = "";
}
