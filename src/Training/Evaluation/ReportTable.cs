using Spectre.Console;

namespace RewardServer.Training.Evaluation;

/// <summary>Held-out figures as a table for people.</summary>
internal static class ReportTable
{
    /// <summary>One row a report; all have the same figures.</summary>
    public static Table Create(IReadOnlyList<IEvaluationReport> reports)
    {
        var table = new Table().AddColumn("family").AddColumns([.. reports[0].Figures.Select(f => f.Name)]);
        foreach (var report in reports)
        {
            table.AddRow([report.Family, .. report.Figures.Select(f => f.Value)]);
        }

        return table;
    }
}
