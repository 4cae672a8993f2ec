using Spectre.Console;

namespace RewardServer.Training.Evaluation;

/// <summary>Held-out figures as a table for people.</summary>
internal static class ReportTable
{
    /// <summary>One row a report; a figure that it does not have stays empty.</summary>
    /// <param name="reports">The rows.</param>
    /// <param name="rows">What a row is of.</param>
    public static Table Create(IReadOnlyList<IEvaluationReport> reports, string rows = "family")
    {
        var names = reports.SelectMany(r => r.Figures).Select(f => f.Name).Distinct().ToArray();
        var table = new Table().AddColumn(rows).AddColumns([.. names.Select(Markup.Escape)]);
        foreach (var report in reports)
        {
            table.AddRow([Markup.Escape(report.Family), .. names.Select(name => Markup.Escape(report.Figures.FirstOrDefault(f => f.Name == name).Value ?? ""))]);
        }

        return table;
    }
}
