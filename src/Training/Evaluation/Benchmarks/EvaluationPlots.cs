using System.Globalization;
using RewardServer.Training.Evaluation.Metrics;
using ScottPlot;

namespace RewardServer.Training.Evaluation.Benchmarks;

/// <summary>The pictures of evaluations.</summary>
internal static class EvaluationPlots
{
    private const int PanelWidth = 460;
    private const int PanelHeight = 340;

    private static readonly ScottPlot.Palettes.Category10 Colors = new();

    /// <summary>A line a way of picking; N on a logarithmic axis.</summary>
    public static void DrawPicking(IReadOnlyList<PickingReport> ways, string png)
    {
        using var plot = new Plot();
        foreach (var (i, way) in ways.Index())
        {
            var line = plot.Add.Scatter(way.Points.Select(p => Math.Log2(p.Count)).ToArray(), way.Points.Select(p => 100 * p.Right).ToArray(), Colors.GetColor(i));
            (line.LegendText, line.LineWidth) = (way.Way, 2);
        }

        var counts = ways[0].Points.Select(p => p.Count).ToArray();
        plot.Axes.Bottom.SetTicks([.. counts.Select(n => Math.Log2(n))], [.. counts.Select(n => n.ToString(CultureInfo.InvariantCulture))]);
        plot.XLabel("solutions to pick from (N)");
        plot.YLabel("right picks (%)");
        plot.ShowLegend(Edge.Right);
        plot.SavePng(png, 820, 420);
    }

    /// <summary>For each: the share right a bin against the diagonal, and under it how often each bin is claimed.</summary>
    public static void DrawReliability(IReadOnlyList<CalibrationReport> reports, string png)
    {
        var all = new Multiplot();
        all.AddPlots(2 * reports.Count);
        all.Layout = new ScottPlot.MultiplotLayouts.Grid(2, reports.Count);
        foreach (var (i, report) in reports.Index())
        {
            var bins = report.Calibration.Bins.Where(bin => bin.Count > 0).ToArray();
            Draw(all.GetPlot(i), string.Create(CultureInfo.InvariantCulture, $"{report.Of}: ECE {report.Calibration.ExpectedError:F3}"), "share right", bins, bin => bin.Right);
            var diagonal = all.GetPlot(i).Add.Line(0, 0, 1, 1);
            (diagonal.LineColor, diagonal.LinePattern) = (Colors.GetColor(7), LinePattern.Dashed);
            Draw(all.GetPlot(reports.Count + i), "", "share of all", bins, bin => (double)bin.Count / report.Calibration.Count);
        }

        all.SavePng(png, reports.Count * PanelWidth, 2 * PanelHeight);
    }

    private static void Draw(Plot plot, string title, string axis, IReadOnlyList<ReliabilityBin> bins, Func<ReliabilityBin, double> height)
    {
        var bars = plot.Add.Bars(bins.Select(bin => new Bar { Position = (bin.Low + bin.High) / 2, Size = (bin.High - bin.Low) * 0.95, Value = height(bin), FillColor = Colors.GetColor(0).WithAlpha(0.6) }).ToArray());
        bars.Horizontal = false;
        plot.Title(title, size: 13);
        plot.XLabel("probability claimed");
        plot.YLabel(axis);
        plot.Axes.SetLimits(0, 1, 0, 1);
    }
}
