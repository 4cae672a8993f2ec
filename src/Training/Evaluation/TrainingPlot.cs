using System.Text.Json;
using ScottPlot;

namespace RewardServer.Training.Evaluation;

/// <summary>Draws loss and the main held-out figure over a run from its metrics file.</summary>
internal static class TrainingPlot
{
    private const double Smoothing = 0.98;

    /// <summary>Reads <paramref name="metrics"/> and writes a PNG.</summary>
    public static void Draw(string metrics, string png)
    {
        var lines = File.ReadLines(metrics).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        using var plot = new Plot();
        plot.XLabel("update");
        AddLoss(plot, lines);
        AddFigures(plot, lines);
        plot.ShowLegend(Alignment.MiddleRight);
        plot.SavePng(png, 900, 420);
    }

    private static void AddLoss(Plot plot, JsonElement[] lines)
    {
        var losses = lines.Select(l => l.GetProperty("losses").GetProperty("judging").GetDouble()).ToArray();
        for (var i = 1; i < losses.Length; i++)
        {
            losses[i] = Smoothing * losses[i - 1] + (1 - Smoothing) * losses[i];
        }

        plot.Add.ScatterLine(lines.Select(Update).ToArray(), losses).LegendText = "loss of the judgements (smoothed)";
    }

    private static void AddFigures(Plot plot, JsonElement[] lines)
    {
        var points = lines
            .Where(l => l.TryGetProperty("evaluation", out var evaluation) && evaluation.ValueKind == JsonValueKind.Array)
            .SelectMany(l => l.GetProperty("evaluation").EnumerateArray().Select(e => (X: Update(l), Family: e.GetProperty("family").GetString()!, Main: MainFigure(e))));
        foreach (var family in points.Where(p => double.IsFinite(p.Main.Value)).GroupBy(p => p.Family))
        {
            plot.Add.Scatter(family.Select(p => p.X).ToArray(), family.Select(p => p.Main.Value).ToArray()).LegendText = $"{family.First().Main.Name}, {family.Key}";
        }
    }

    private static double Update(JsonElement line) => line.GetProperty("update").GetDouble();

    private static (string Name, double Value) MainFigure(JsonElement report) =>
        report.TryGetProperty("first_error", out var firstError) ? ("first-error F1", Number(firstError.GetProperty("f1")))
        : report.TryGetProperty("exact_checks", out var exact) ? ("exact checks", exact.GetDouble())
        : ("pair accuracy", Number(report.GetProperty("pair_accuracy")));

    // A measure over nothing is written as "NaN".
    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
}
