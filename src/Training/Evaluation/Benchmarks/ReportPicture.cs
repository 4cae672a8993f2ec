namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>A plot of a report.</summary>
/// <param name="File">Name of its file.</param>
/// <param name="Caption">What it shows.</param>
/// <param name="Draw">Writes it to a path.</param>
internal sealed record ReportPicture(string File, string Caption, Action<string> Draw);
