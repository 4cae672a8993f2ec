namespace RewardServer.Scoring.Generative;

/// <summary>Where the answers of a <see cref="ChoiceQuestion"/> are read.</summary>
public enum ChoicePosition
{
    /// <summary>Behind the generated text and the question's own.</summary>
    End,

    /// <summary>Where the last generated token that is one of the answers was chosen; there is nothing to read when none was generated.</summary>
    LastMention,
}
