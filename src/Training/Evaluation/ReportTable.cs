using Spectre.Console;

namespace RewardServer.Training.Evaluation;

/// <summary>Held-out figures as a table for people.</summary>
internal static class ReportTable
{
    /// <summary>One row a report; a figure that it does not have stays empty.</summary>
    public static Table Create(IReadOnlyList<IEvaluationReport> reports)
    {
        var names = reports.SelectMany(r => r.Figures).Select(f => f.Name).Distinct().ToArray();
        var table = new Table().AddColumn("family").AddColumns(names);
        foreach (var report in reports)
        {
            table.AddRow([report.Family, .. names.Select(name => report.Figures.FirstOrDefault(f => f.Name == name).Value ?? "")]);
        }

        return table;
    }
}
