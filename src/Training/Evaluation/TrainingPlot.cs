using System.Text.Json;
using ScottPlot;

namespace RewardServer.Training.Evaluation;

/// <summary>Draws loss and held-out F1 over a run from its metrics file.</summary>
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
        AddF1(plot, lines);
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

        plot.Add.ScatterLine(lines.Select(Update).ToArray(), losses).LegendText = "loss at step tags (nats, smoothed)";
    }

    private static void AddF1(Plot plot, JsonElement[] lines)
    {
        var points = lines
            .Where(l => l.TryGetProperty("evaluation", out _))
            .SelectMany(l => l.GetProperty("evaluation").EnumerateArray().Select(e => (X: Update(l), Family: e.GetProperty("family").GetString()!, Y: F1(e))));
        foreach (var family in points.GroupBy(p => p.Family))
        {
            plot.Add.Scatter(family.Select(p => p.X).ToArray(), family.Select(p => p.Y).ToArray()).LegendText = "first-error F1, " + family.Key;
        }
    }

    private static double Update(JsonElement line) => line.GetProperty("update").GetDouble();

    private static double F1(JsonElement report) => report.GetProperty("first_error").GetProperty("f1").GetDouble();
}
