namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>What came out of a benchmark.</summary>
/// <param name="Notes">What the figures are of and how they are counted, a sentence each.</param>
/// <param name="Sections">Tables.</param>
/// <param name="Pictures">Plots.</param>
internal sealed record BenchmarkReport(IReadOnlyList<string> Notes, IReadOnlyList<ReportSection> Sections, IReadOnlyList<ReportPicture> Pictures);
