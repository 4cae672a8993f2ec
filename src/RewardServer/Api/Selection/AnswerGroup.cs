namespace RewardServer.Api.Selection;

/// <summary>Candidates whose answers are mathematically the same.</summary>
internal sealed record AnswerGroup
{
    /// <summary>The answer, as its first candidate wrote it.</summary>
    /// <example>7</example>
    public required string Answer { get; init; }

    /// <summary>How many candidates gave it.</summary>
    /// <example>5</example>
    public required int Count { get; init; }

    /// <summary>What the method makes of it: the votes, their sum, or the mean less the penalty; for <c>best</c> the highest score, as the ranking shows it.</summary>
    /// <example>4.1</example>
    public required float Weight { get; init; }
}
