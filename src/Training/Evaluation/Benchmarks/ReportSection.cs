namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>A table of a report.</summary>
/// <param name="Name">Its name, in the metrics file too.</param>
/// <param name="Rows">What a row is of.</param>
/// <param name="Reports">The rows, at least one; all have the same figures.</param>
internal sealed record ReportSection(string Name, string Rows, IReadOnlyList<IEvaluationReport> Reports);
