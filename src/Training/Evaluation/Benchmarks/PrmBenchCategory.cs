namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>The mean PRMScore of related classes of PRMBench.</summary>
/// <param name="Category">simplicity, soundness or sensitivity.</param>
/// <param name="Classes">Those of its classes that are in the data.</param>
/// <param name="Score">The mean.</param>
internal sealed record PrmBenchCategory(string Category, IReadOnlyList<string> Classes, double Score) : IEvaluationReport
{
    string IEvaluationReport.Family => Category;

    IReadOnlyList<(string Name, string Value)> IEvaluationReport.Figures => [("classes", string.Join(", ", Classes)), ("mean PRMScore", Figure.Percent(Score))];
}
