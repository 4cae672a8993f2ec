using System.Globalization;
using Spectre.Console;

namespace RewardServer.Training.Evaluation;

/// <summary>Held-out figures as a table for people.</summary>
internal static class ReportTable
{
    /// <summary>One row a family.</summary>
    public static Table Create(IEnumerable<FamilyReport> reports)
    {
        var table = new Table().AddColumns("family", "trajectories", "step accuracy", "first-error F1", "errors found", "correct passed", "AUC");
        foreach (var r in reports)
        {
            table.AddRow(
                r.Family, r.Trajectories.ToString(CultureInfo.InvariantCulture), Percent(r.StepAccuracy), Percent(r.FirstError.F1),
                Percent(r.FirstError.ErrorAccuracy), Percent(r.FirstError.CorrectAccuracy), r.AreaUnderCurve.ToString("F4", CultureInfo.InvariantCulture));
        }

        return table;
    }

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %";
}
