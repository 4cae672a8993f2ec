namespace RewardServer.Training.Policies;

/// <summary>Means over sampled responses to held-out problems; scores are in the model's own scale.</summary>
internal sealed record EvaluationFigures
{
    /// <summary>Share whose last number is the right answer.</summary>
    public required double Accuracy { get; init; }

    /// <summary>The lowest step score.</summary>
    public required double LowestScore { get; init; }

    /// <summary>The mean step score.</summary>
    public required double MeanScore { get; init; }

    /// <summary>The sum of the step scores.</summary>
    public required double ScoreSum { get; init; }

    /// <summary>Steps.</summary>
    public required double Steps { get; init; }

    /// <summary>Tokens.</summary>
    public required double Tokens { get; init; }

    /// <summary>Share that was cut off.</summary>
    public required double Truncated { get; init; }

    /// <summary>Share of wrong ones among those whose every step scores above a half: what fools the model.</summary>
    public required double Fooled { get; init; }
}
