using RewardServer.Training.Evaluation.Files;
using RewardServer.Training.Evaluation.Metrics;

namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>What a model does on one class of PRMBench. What is not defined is -1.</summary>
/// <param name="Class">The class, or <c>total</c> of all but <c>correct</c>.</param>
/// <param name="Solutions">How many there are.</param>
/// <param name="Unscored">How many of them have no scores; they are in none of the figures.</param>
/// <param name="Steps">How their steps were called.</param>
internal sealed record PrmBenchReport(string Class, int Solutions, int Unscored, StepConfusion Steps) : IEvaluationReport
{
    private const string MultiSolutions = "multi_solutions";

    /// <summary>PRMScore.</summary>
    public double Score => Class is PrmBenchItem.Correct or MultiSolutions ? Steps.F1 : Steps.Score;

    /// <summary>Share of the solutions with an error whose first wrong step is called wrong.</summary>
    public required double FirstErrorAccuracy { get; init; }

    /// <summary>Mean distance between the share of a solution's steps called right and that of the correct solution to its problem: the lower, the less a model sees.</summary>
    public required double Similarity { get; init; }

    string IEvaluationReport.Family => Class;

    // Explicit, so that the metrics file has the numbers and not these.
    IReadOnlyList<(string Name, string Value)> IEvaluationReport.Figures =>
    [
        ("solutions", Figure.Count(Solutions, Unscored)),
        ("PRMScore", Share(Score)),
        ("F1 of right steps", Share(Steps.F1)),
        ("F1 of wrong steps", Share(Steps.NegativeF1)),
        ("right steps passed", Share(Steps.RightAccuracy)),
        ("wrong steps found", Share(Steps.WrongAccuracy)),
        ("first error found", Share(FirstErrorAccuracy)),
        ("similarity", Share(Similarity)),
    ];

    private static string Share(double value) => value == StepConfusion.Undefined ? "-1" : Figure.Percent(value);
}
