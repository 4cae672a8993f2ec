namespace RewardServer.Training.Evaluation;

/// <summary>Held-out figures of one family, or of all.</summary>
internal interface IEvaluationReport
{
    /// <summary>The family, or <c>all</c>.</summary>
    string Family { get; }

    /// <summary>The figures in the order they are shown in, each with its name.</summary>
    IReadOnlyList<(string Name, string Value)> Figures { get; }
}
